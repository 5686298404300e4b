import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync } from 'node:fs'
import { renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const POINTER = 'current'
const BUILDING = '.building'
const FORM = /^[0-9a-z]+-[0-9a-f]{8}\.sqlite$/

/**
 * The folder `read-models/`: one SQLite file per generation and `current`, which names the one that
 * serves. A generation is built under another name, then renamed, then pointed to: a crash at any
 * point leaves the old one serving.
 */
export class Generations {
  private readonly folder: string

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.folder = folder
  }

  /** Path of the serving generation; undefined without a (well-formed) pointer. */
  current(): string | undefined {
    const name = this.pointer()
    return name === undefined ? undefined : join(this.folder, name)
  }

  /** Where to build the next one. */
  next(): string {
    const name = `${Date.now().toString(36)}-${randomBytes(4).toString('hex')}.sqlite`
    return join(this.folder, name + BUILDING)
  }

  /** The built file (closed) becomes a generation: durable under the path returned, not serving yet. */
  complete(building: string): string {
    sync(building)
    const path = building.slice(0, -BUILDING.length)
    renameSync(building, path)
    return path
  }

  /** From now on, and after a crash, this generation serves. */
  switchTo(path: string): void {
    const pointer = join(this.folder, POINTER)
    writeFileSync(`${pointer}.next`, `${path.slice(this.folder.length + 1)}\n`, { mode: 0o600 })
    sync(`${pointer}.next`)
    renameSync(`${pointer}.next`, pointer)
    sync(this.folder)
  }

  /** Removes every other generation, and what an interrupted build left. */
  removeOthers(): void {
    const kept = this.pointer()
    for (const name of readdirSync(this.folder)) {
      const generation = name.replace(/-(?:wal|shm|journal)$/, '').replace(BUILDING, '')
      if (!FORM.test(generation) || generation === kept) continue
      rmSync(join(this.folder, name), { force: true })
    }
  }

  /** Calls back whenever the pointer may have changed, until the function returned is called. */
  watch(onChange: () => void): () => void {
    const watcher = watch(this.folder, { persistent: false }, (_, name) => {
      if (name === POINTER || name === null) onChange()
    })
    return () => watcher.close()
  }

  private pointer(): string | undefined {
    try {
      const name = readFileSync(join(this.folder, POINTER), 'utf8').trim()
      return FORM.test(name) ? name : undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
