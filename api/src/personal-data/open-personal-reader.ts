import { derivedKey } from './derived-key.js'
import type { PersonalDataPlace, PersonalDataWatcher } from './open-personal-data.js'
import { byDigest } from './opening.js'
import type { ThreadReader } from './personal-data.js'
import { OpeningFiles, openingFilesIn } from './sqlite/opening-files.js'

type ReaderPlace = PersonalDataPlace & Pick<PersonalDataWatcher, 'onWithoutKey'>

/**
 * Opens for reading, in any thread, what `openPersonalData` made.
 * @throws PersonalDataError, DatabaseError
 */
export async function openPersonalReader(place: ReaderPlace): Promise<ThreadReader> {
  if (place.postgres !== undefined) return openShared(place)
  const master = derivedKey(place.documentKey, 'personal-data')
  const files = new OpeningFiles({ ...openingFilesIn(place.folder), master, origin: place.origin })
  return {
    async forEntries(places) {
      const { openings, withoutKey } = files.forEntries(places)
      if (withoutKey !== undefined) place.onWithoutKey?.(withoutKey)
      return byDigest(openings)
    },
    personsOf: async (asked) => files.personsOf(asked),
    forgetKeys: () => files.forgetKeys(),
    close: async () => files.close(),
  }
}

/** A data key that was destroyed opens nothing, whoever still has it (ADR 18). */
async function openShared(place: ReaderPlace): Promise<ThreadReader> {
  const { openPersonalData } = await import('./open-personal-data.js')
  const { openings, pseudonyms, ...shared } = await openPersonalData(place)
  return {
    forEntries: (places) => openings.forEntries(places),
    personsOf: (asked) => pseudonyms.personsOf(asked),
    forgetKeys: () => undefined,
    close: () => shared.close(),
  }
}
