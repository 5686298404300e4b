import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { flush, readIfThere, writeDurably } from '../files/durable-file.js'
import { FolderError } from './folder-error.js'
import type { FolderPaths } from './folder-paths.js'
import type { LedgerInfo } from './ledger-info.js'
import { assertEmpty } from './make-root.js'
import { writeLedgerInfo } from './ledger-info-file.js'

/** In a documents folder apart from the data folder: the origin of the ledger whose documents it holds. */
const MARKER = 'contremarque.origin'

/** The folder in which a ledger keeps documents, made sure to be this ledger's. */
export async function documentsFolder(
  paths: FolderPaths,
  { documents, origin }: Pick<LedgerInfo, 'documents' | 'origin'>,
  named: string | undefined,
): Promise<string> {
  if (documents === 'folder') {
    if (named === undefined) return paths.documents
    throw new FolderError(
      'LEDGER_ELSEWHERE',
      `${paths.root} keeps documents in its own folder: unset CONTREMARQUE_DOCUMENTS, or run \`contremarque documents prepare\``,
    )
  }
  if (named === undefined) {
    const missing = 'missing: CONTREMARQUE_DOCUMENTS'
    throw new FolderError('SETTINGS_MISSING', `${missing}: ${paths.root} shares a documents folder`)
  }
  const marker = await readIfThere(join(named, MARKER))
  if (marker === undefined) {
    throw new FolderError(
      'DOCUMENTS_UNMARKED',
      `${named} is no documents folder of a ledger: is it mounted? A new one is made by \`contremarque documents prepare\``,
    )
  }
  assertOurs(marker, origin, named)
  return named
}

/**
 * Makes an empty folder, or one that is this ledger's already, the documents folder of a node: what the
 * node holds is copied there, whatever was copied before stays. Can be broken off and run again.
 * @throws FolderError FOLDER_TAKEN, LEDGER_ELSEWHERE
 */
export async function shareDocuments(
  paths: FolderPaths,
  info: LedgerInfo,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const marker = await readIfThere(join(folder, MARKER))
  if (marker !== undefined) assertOurs(marker, info.origin, folder)
  else {
    await assertEmpty(folder)
    await writeDurably(join(folder, MARKER), `${info.origin}\n`)
  }
  if (info.documents === 'folder') await copyDocuments(paths.documents, folder)
  await writeLedgerInfo(paths, { ...info, documents: 'shared' })
}

/** By the digest of their bytes, as they lie: one that is there is the same. Durable when it resolves. */
async function copyDocuments(from: string, to: string): Promise<void> {
  for (const name of await namesIn(from)) {
    if (!/^[0-9a-f]{2}$/.test(name)) continue
    const place = join(to, name)
    await mkdir(place, { recursive: true, mode: 0o700 })
    for (const document of await readdir(join(from, name))) {
      await copyFile(join(from, name, document), join(place, document))
      await flush(join(place, document))
    }
    await flush(place)
  }
  await flush(to)
}

/** None in a folder that no document made yet. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function assertOurs(marker: string, origin: string, folder: string): void {
  if (marker.trim() === origin) return
  throw new FolderError('LEDGER_ELSEWHERE', `${folder} holds the documents of another ledger`)
}
