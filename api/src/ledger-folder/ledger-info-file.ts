import { readIfThere, writeDurably } from '../files/durable-file.js'
import { FolderError } from './folder-error.js'
import type { FolderPaths } from './folder-paths.js'
import { parseLedgerInfo, type LedgerInfo } from './ledger-info.js'

/** @throws FolderError LEDGER_NOT_FOUND, FOLDER_MALFORMED */
export async function readLedgerInfo({ root, info }: FolderPaths): Promise<LedgerInfo> {
  const text = await readIfThere(info)
  if (text === undefined) throw new FolderError('LEDGER_NOT_FOUND', `${root} holds no ledger.json`)
  return parseLedgerInfo(text)
}

/** Durable when it resolves. */
export async function writeLedgerInfo({ info }: FolderPaths, of: LedgerInfo): Promise<void> {
  await writeDurably(info, `${JSON.stringify(of, null, 2)}\n`)
}
