import { takeFolderLock } from '../event-store/sqlite/folder-lock.js'
import { FolderError } from './folder-error.js'
import { folderPaths, type FolderPaths } from './folder-paths.js'
import { readLedgerInfo } from './ledger-info-file.js'
import type { LedgerInfo } from './ledger-info.js'

/** A data folder that no other process opens meanwhile. */
export interface HeldFolder {
  readonly paths: FolderPaths
  readonly info: LedgerInfo
  release(): void
}

/**
 * Holds the folder of a ledger that is not running.
 * @throws FolderError LEDGER_NOT_FOUND, FOLDER_LOCKED, FOLDER_MALFORMED
 */
export async function holdFolder(root: string): Promise<HeldFolder> {
  const paths = folderPaths(root)
  // A folder that is not there cannot be locked.
  await readLedgerInfo(paths)
  const release = takeLock(paths)
  try {
    return { paths, info: await readLedgerInfo(paths), release }
  } catch (error) {
    release()
    throw error
  }
}

/** @returns what releases it @throws FolderError FOLDER_LOCKED */
export function takeLock({ root, lock }: FolderPaths): () => void {
  const taken = takeFolderLock(lock)
  if (taken.isHeld) {
    return () => {
      taken.release()
    }
  }
  const holder = taken.holder === null ? 'another process' : `process ${taken.holder}`
  throw new FolderError('FOLDER_LOCKED', `${root} is in use by ${holder}`, {
    details: { pid: taken.holder },
  })
}
