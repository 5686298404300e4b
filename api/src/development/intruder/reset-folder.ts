import { readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { LedgerError } from '@contremarque/ledger'
import { takeFolderLock } from '../../event-store/sqlite/folder-lock.js'
import { sqliteFiles } from '../../files/sqlite-files.js'
import { folderPaths } from '../../ledger-folder/folder-paths.js'
import { parseLedgerInfo, type LedgerInfo } from '../../ledger-folder/ledger-info.js'

export type ResetErrorCode =
  /** It is a production ledger, or none. */
  | 'NOT_A_DEVELOPMENT_FOLDER'
  /** A server or a command is writing there. */
  | 'FOLDER_IN_USE'
export class ResetError extends LedgerError<ResetErrorCode> {}

/** @throws ResetError NOT_A_DEVELOPMENT_FOLDER unless `ledger.json` says development */
export async function assertDevelopmentFolder(root: string): Promise<LedgerInfo> {
  const text = await readFile(folderPaths(root).info, 'utf8').catch(() => undefined)
  if (text === undefined) {
    throw new ResetError('NOT_A_DEVELOPMENT_FOLDER', `${root} holds no ledger`)
  }
  const info = parseLedgerInfo(text)
  if (info.profile === 'development') return info
  throw new ResetError('NOT_A_DEVELOPMENT_FOLDER', `${root} holds a production ledger`)
}

/**
 * Deletes a development ledger: what belongs to a data folder and nothing else that may lie there.
 * `ledger.json` goes first: what is left by a crash is no ledger.
 * @returns what it said, which tells what else holds something of the ledger
 * @throws ResetError
 */
export async function resetFolder(root: string): Promise<LedgerInfo> {
  const ledger = await assertDevelopmentFolder(root)
  const paths = folderPaths(root)
  const lock = takeFolderLock(paths.lock)
  if (!lock.isHeld) {
    const holder = lock.holder === null ? 'another process' : `process ${String(lock.holder)}`
    throw new ResetError('FOLDER_IN_USE', `${root} is in use by ${holder}: end it first`)
  }
  try {
    const { info, trust, keys, store, guard, personalData, documents, readModels } = paths
    const reads = sqliteFiles(paths.openReads)
    const owned = [info, store, personalData, documents, readModels, ...reads, guard, keys, trust]
    for (const path of [...owned, paths.development]) {
      await rm(path, { recursive: true, force: true })
    }
  } finally {
    lock.release()
  }
  await rm(paths.lock, { force: true })
  await rm(join(root, 'lock.pid'), { force: true })
  // Stays when something of somebody else lies in it.
  await rmdir(root).catch(() => undefined)
  return ledger
}
