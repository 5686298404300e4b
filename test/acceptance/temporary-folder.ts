import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of a test file's own; `remove` deletes all of it. */
export class TemporaryFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'contremarque-acceptance-'))
  private copies = 0

  file(name: string): string {
    return join(this.path, name)
  }

  /** A copy to be spoilt. */
  copyOf(folder: string): string {
    const copy = this.file(`copy-${++this.copies}`)
    cpSync(folder, copy, { recursive: true })
    return copy
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
