import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Credentials } from '../credentials.js'
import { DataKeys } from '../data-keys.js'
import type { OpeningEngine } from '../engine.js'
import { OpeningStore } from '../opening-store.js'
import type { PersonalData } from '../personal-data.js'
import { Pseudonyms } from '../pseudonyms.js'
import { forgetDeleted, openKeyFile, openOpeningFile } from './personal-data-file.js'
import { ThreadedOpenings } from './threaded-openings.js'
import { ThreadedWriter } from './threaded-writer.js'

/** Opens or makes the files of one node. `master` wraps the data keys. */
export async function openEmbedded(folder: string, master: Uint8Array): Promise<PersonalData> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'openings.sqlite')
  const openings = openOpeningFile(path)
  const writer = new ThreadedWriter(path)
  const keyPath = join(folder, 'keys.sqlite')
  const keys = openKeyFile(keyPath)
  const engine: OpeningEngine = {
    elements: (json) => sql`json_each(${json}) AS place`,
    async store(rows) {
      await writer.push(rows)
      return true
    },
    forgetDeleted: () => forgetDeleted(openings),
  }
  const dataKeys = new DataKeys(keys, master, () => forgetDeleted(keys))
  return {
    openings: new OpeningStore(openings, dataKeys, engine),
    pseudonyms: new Pseudonyms(openings),
    credentials: new Credentials(openings),
    readBeside: () => new ThreadedOpenings({ openings: path, keys: keyPath, master }),
    postgres: undefined,
    async close() {
      await writer.close()
      await openings.destroy()
      await keys.destroy()
    },
  }
}
