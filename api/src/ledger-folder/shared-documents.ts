import { cp, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfThere, writeDurably } from '../sealing/durable-file.js'
import { FolderError } from './folder-error.js'
import type { FolderPaths } from './folder-paths.js'
import type { LedgerInfo } from './ledger-info.js'

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
  if (marker !== undefined) assertOurs(marker, origin, named)
  else {
    throw new FolderError(
      'DOCUMENTS_UNMARKED',
      `${named} is no documents folder of a ledger: is it mounted? A new one is made by \`contremarque documents prepare\``,
    )
  }
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
    const names = (await readdir(folder)).filter((name) => name !== 'lost+found')
    if (names.length > 0) throw new FolderError('FOLDER_TAKEN', `${folder} is not empty`)
    await writeDurably(join(folder, MARKER), `${info.origin}\n`)
  }
  if (info.documents === 'folder') await copyDocuments(paths.documents, folder)
  const shared: LedgerInfo = { ...info, documents: 'shared' }
  await writeDurably(paths.info, `${JSON.stringify(shared, null, 2)}\n`)
}

/** Documents lie by the digest of their bytes: one that is there is the same. */
async function copyDocuments(from: string, to: string): Promise<void> {
  const names = await readdir(from).catch(() => [])
  for (const name of names.filter((each) => /^[0-9a-f]{2}$/.test(each))) {
    await cp(join(from, name), join(to, name), { recursive: true, force: true })
  }
}

function assertOurs(marker: string, origin: string, folder: string): void {
  if (marker.trim() === origin) return
  throw new FolderError('LEDGER_ELSEWHERE', `${folder} holds the documents of another ledger`)
}
