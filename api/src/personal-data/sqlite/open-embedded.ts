import { mkdir } from 'node:fs/promises'
import { sql } from 'kysely'
import { Credentials } from '../credentials.js'
import { DataKeys } from '../data-keys.js'
import type { OpeningEngine } from '../engine.js'
import { OpeningStore } from '../opening-store.js'
import type { PersonalData } from '../personal-data.js'
import { PendingErasures } from '../pending-erasures.js'
import { Pseudonyms } from '../pseudonyms.js'
import type { OpeningPlace } from '../unseal.js'
import { WithoutKey } from '../without-key.js'
import { openingFilesIn } from './opening-files.js'
import { forgetDeleted, openKeyFile, openOpeningFile } from './personal-data-file.js'
import { ThreadedOpenings } from './threaded-openings.js'
import { ThreadedWriter } from './threaded-writer.js'

/**
 * Opens or makes the files of one node of the ledger of this origin. `master` wraps the data keys.
 * @param onWithoutKey see `WithoutKey`
 */
export async function openEmbedded(
  folder: string,
  origin: string,
  master: Uint8Array,
  onWithoutKey: (place: OpeningPlace) => void,
): Promise<PersonalData> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const place = { ...openingFilesIn(folder), master, origin }
  const openings = openOpeningFile(place.openings)
  const writer = new ThreadedWriter(place.openings)
  const keys = openKeyFile(place.keys)
  const engine: OpeningEngine = {
    elements: (json) => sql`json_each(${json}) AS place`,
    async store(rows) {
      await writer.push(rows)
      return true
    },
    forgetDeleted: () => forgetDeleted(openings),
  }
  const dataKeys = new DataKeys(keys, master, () => forgetDeleted(keys))
  const withoutKey = new WithoutKey(openings, onWithoutKey)
  return {
    openings: new OpeningStore(openings, dataKeys, engine, withoutKey, origin),
    pseudonyms: new Pseudonyms(openings),
    credentials: new Credentials(openings),
    erasures: new PendingErasures(openings, master, engine),
    withoutKey,
    readBeside: () => new ThreadedOpenings(place, withoutKey),
    postgres: undefined,
    async close() {
      await writer.close()
      await openings.destroy()
      await keys.destroy()
    },
  }
}
