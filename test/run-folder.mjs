import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for this run of the tests, gone at its end. */
export function runFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `contremarque-${name}-`))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
