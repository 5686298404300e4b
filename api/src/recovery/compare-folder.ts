import { readFile } from 'node:fs/promises'
import { LedgerError, parseTrust } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import type { EventStoreDbSettings } from '../event-store/eventstoredb/settings.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import type { LedgerInfo } from '../ledger-folder/ledger-info.js'
import { openFolderReadOnly } from '../verification/open-folder.js'
import { heldHistory, type HeldTree } from './held-history.js'
import { signedNotes, type SignedNotes } from './signed-notes.js'

/** What was signed for a ledger, and what its store holds. */
export interface Comparison {
  readonly info: LedgerInfo
  readonly signed: SignedNotes
  readonly held: HeldTree
}

/**
 * Compares a data folder with its guard, its head and the notes and receipts in the files `against`.
 * Nothing is written.
 * @throws RecoveryError; LedgerError of what cannot be read
 */
export async function compareFolder(
  path: string,
  against: readonly string[],
  eventStoreDb?: EventStoreDbSettings,
): Promise<Comparison> {
  const crypto = nodeCrypto()
  const paths = folderPaths(path)
  const opened = await openFolderReadOnly(path, eventStoreDb)
  try {
    const trust = parseTrust(await readGiven(paths.trust))
    const given = await Promise.all(against.map((each) => readGiven(each)))
    const texts = given.map((bytes) => bytes.toString('utf8'))
    const signed = await signedNotes(paths, texts, trust, crypto)
    const held = await heldHistory(opened.source, signed, trust, crypto)
    return { info: opened.info, signed, held }
  } finally {
    await opened.close()
  }
}

async function readGiven(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new LedgerError('SOURCE_MALFORMED', `${path}: ${(cause as Error).message}`, { cause })
  }
}
