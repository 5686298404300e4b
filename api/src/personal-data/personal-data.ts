import { hkdfSync } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Credentials } from './credentials.js'
import { DataKeys } from './data-keys.js'
import { OpeningStore } from './opening-store.js'
import { OpeningWriter } from './opening-writer.js'
import { openKeyFile, openOpeningFile } from './personal-data-file.js'
import { Pseudonyms } from './pseudonyms.js'
import { ThreadedOpenings } from './threaded-openings.js'

/** Everything of the ledger that can be erased. */
export interface PersonalData {
  readonly openings: OpeningStore
  readonly pseudonyms: Pseudonyms
  readonly credentials: Credentials
  /** The openings once more, for reading many beside other work; to be closed first. */
  readInThread(): ThreadedOpenings
  close(): Promise<void>
}

/**
 * Opens or makes the personal-data store in its folder. `folderKey`: 32 bytes that never leave the
 * node's key folder; the key that wraps data keys is derived from it.
 */
export async function openPersonalData(
  folder: string,
  folderKey: Uint8Array,
): Promise<PersonalData> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'openings.sqlite')
  const openings = openOpeningFile(path)
  const writer = new OpeningWriter(path)
  const keyPath = join(folder, 'keys.sqlite')
  const keys = openKeyFile(keyPath)
  const master = new Uint8Array(
    hkdfSync('sha256', folderKey, new Uint8Array(), 'contremarque/personal-data/1', 32),
  )
  return {
    openings: new OpeningStore(openings, new DataKeys(keys, master), writer),
    pseudonyms: new Pseudonyms(openings),
    credentials: new Credentials(openings),
    readInThread: () => new ThreadedOpenings({ openings: path, keys: keyPath, master }),
    async close() {
      await writer.close()
      await openings.destroy()
      await keys.destroy()
    },
  }
}
