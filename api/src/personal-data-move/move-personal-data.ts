import { readFile } from 'node:fs/promises'
import type { PostgresAccess } from '../config/postgres-access.js'
import { readIfThere, writeDurably } from '../files/durable-file.js'
import { FolderError } from '../ledger-folder/folder-error.js'
import type { FolderPaths } from '../ledger-folder/folder-paths.js'
import { holdFolder, type HeldFolder } from '../ledger-folder/hold-folder.js'
import { writeLedgerInfo } from '../ledger-folder/ledger-info-file.js'
import { destroyFiles } from './destroy-files.js'
import { openEmbeddedFiles } from './embedded-files.js'
import type { MoveWatcher } from './move-watcher.js'
import { SharedDatabase } from './shared-database.js'

/**
 * Moves personal data, and what is being read, from a ledger's own files to PostgreSQL: copied and compared
 * in one transaction, then `ledger.json` names PostgreSQL, then the files are destroyed. May be killed at any
 * point and run again; once the transaction may be committed the ledger opens on neither until this is over.
 *
 * @throws FolderError, DatabaseError, PersonalDataError, MoveError: the ledger is where it was
 */
export async function movePersonalData(
  root: string,
  access: PostgresAccess,
  watcher: MoveWatcher,
): Promise<void> {
  const folder = await holdFolder(root)
  try {
    const move = await readIfThere(folder.paths.moving)
    const database = await openDatabase(folder, access)
    try {
      if (folder.info.personalData === 'sqlite') await bring(folder, database, move, watcher)
      else await database.assertFilledBy(move)
    } finally {
      await database.close()
    }
    watcher.onStep('destroying')
    await destroyFiles(folder.paths, (path) => watcher.onDestroyed(path))
  } finally {
    folder.release()
  }
}

async function openDatabase(
  { paths, info }: HeldFolder,
  postgres: PostgresAccess,
): Promise<SharedDatabase> {
  const documentKey = await readDocumentKey(paths)
  const { origin } = info
  return SharedDatabase.open({ folder: paths.personalData, origin, documentKey, postgres })
}

async function bring(
  { paths, info }: HeldFolder,
  database: SharedDatabase,
  begun: string | undefined,
  watcher: MoveWatcher,
): Promise<void> {
  const files = await openEmbeddedFiles(paths)
  try {
    await database.take(files, begun, (id) => writeDurably(paths.moving, id), watcher)
  } finally {
    await files.close()
  }
  watcher.onStep('switching')
  await writeLedgerInfo(paths, { ...info, personalData: 'postgres' })
}

async function readDocumentKey({ documentKey }: FolderPaths): Promise<Uint8Array> {
  const bytes = await readFile(documentKey).catch((cause: unknown) => {
    throw new FolderError('SETTINGS_MISSING', `missing: ${documentKey}`, { cause })
  })
  if (bytes.length === 32) return new Uint8Array(bytes)
  throw new FolderError('FOLDER_MALFORMED', `${documentKey}: expected 32 bytes`)
}
