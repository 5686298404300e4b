import type { PostgresAccess } from '../config/postgres-access.js'
import { derivedKey } from './derived-key.js'
import type { PersonalData } from './personal-data.js'
import { openEmbedded } from './sqlite/open-embedded.js'
import type { OpeningPlace } from './unseal.js'

export interface PersonalDataPlace {
  /** Of the embedded files. */
  readonly folder: string
  readonly origin: string
  /** 32 bytes that never leave the key folders of the ledger's nodes; the key that wraps data keys is derived from it. */
  readonly documentKey: Uint8Array
  /** The PostgreSQL that the ledger's nodes share; absent: the embedded files. */
  readonly postgres?: PostgresAccess | undefined
}

export interface PersonalDataWatcher {
  /** Told each time that PostgreSQL is waited for; without it one that is away is an error. */
  readonly onAway?: ((reason: string) => void) | undefined
  /** Told, once, of a value that no stored key opens, or that is not what was committed to. */
  readonly onWithoutKey?: ((place: OpeningPlace) => void) | undefined
}

/**
 * Opens or makes the store of personal data.
 * @throws PersonalDataError, DatabaseError
 */
export async function openPersonalData(
  place: PersonalDataPlace & PersonalDataWatcher,
): Promise<PersonalData> {
  const { folder, origin, documentKey, postgres, onAway, onWithoutKey = nothing } = place
  const master = derivedKey(documentKey, 'personal-data')
  if (postgres === undefined) return openEmbedded(folder, origin, master, onWithoutKey)
  const { openShared } = await import('./postgres/open-shared.js')
  const mark = { origin, keyCheck: derivedKey(documentKey, 'document-key-check') }
  return openShared({ access: postgres, mark, onAway }, master, onWithoutKey)
}

function nothing(): void {
  // Nobody wants to know.
}
