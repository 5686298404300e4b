import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.js'

export type FolderLock =
  | { readonly isHeld: true; release(): void }
  | {
      readonly isHeld: false
      /** Process that holds it; null when it has not said so yet. */
      readonly holder: number | null
    }

const BUSY = 5

/**
 * One writing process per folder: an exclusive transaction on a file of its own, which the kernel
 * releases when the process dies, however it dies. The holder's pid stands beside it, for people.
 *
 * @param path `lock.sqlite`, made when missing
 * @throws StoreError STORE_UNAVAILABLE when the file cannot be locked at all
 */
export function takeFolderLock(path: string): FolderLock {
  closeSync(openSync(path, 'a', 0o600))
  const pidFile = path.replace(/[.]sqlite$/, '.pid')
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== BUSY) {
      const { message } = error as Error
      throw new StoreError('STORE_UNAVAILABLE', `${path}: ${message}`, { cause: error })
    }
    return { isHeld: false, holder: readPid(pidFile) }
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  const release = (): void => {
    if (database.isOpen) database.close()
  }
  return { isHeld: true, release }
}

function readPid(path: string): number | null {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || null
  } catch {
    return null
  }
}
