import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { EntryPlace, Opening } from '../opening.js'
import { openedFrom } from '../opened.js'
import { PersonalDataError } from '../personal-data-error.js'
import { keyBinding, openingBinding, tryUnseal, type OpeningPlace } from '../unseal.js'

/** Files that exist, and the key that wraps the data keys. */
export interface OpeningFilesPlace {
  readonly openings: string
  readonly keys: string
  readonly master: Uint8Array
  /** Of the ledger: what its commitments are bound to. */
  readonly origin: string
}

/** Where the files of a folder are. */
export function openingFilesIn(folder: string): Pick<OpeningFilesPlace, 'keys' | 'openings'> {
  return { openings: join(folder, 'openings.sqlite'), keys: join(folder, 'keys.sqlite') }
}

export interface FoundOpenings {
  readonly openings: readonly Opening[]
  /** One, if any, that no stored key opens, or that is not what was committed to. */
  readonly withoutKey?: OpeningPlace
}

interface Row {
  readonly stream: string
  readonly revision: number
  readonly field: string
  readonly digest: string
  readonly person: string
  readonly sealed: Uint8Array
}

const CACHED = 50_000

/** The embedded files of personal data, read while another connection writes them: for threads that only read. */
export class OpeningFiles {
  private readonly openings: DatabaseSync
  private readonly keys: DatabaseSync
  private readonly master: Uint8Array
  private readonly origin: string
  private readonly find: StatementSync
  private readonly findKey: StatementSync
  private readonly findPerson: StatementSync
  /** Data keys. What an erasure takes away is the sealed value too: one kept here opens nothing then. */
  private readonly known = new Map<string, Uint8Array>()

  constructor({ openings, keys, master, origin }: OpeningFilesPlace) {
    this.master = master
    this.origin = origin
    this.openings = new DatabaseSync(openings, { readOnly: true, timeout: 5_000 })
    this.openings.exec('PRAGMA cache_size = -32768')
    this.keys = new DatabaseSync(keys, { readOnly: true, timeout: 5_000 })
    this.find = this.openings.prepare(FIND)
    this.findKey = this.keys.prepare('SELECT wrapped FROM data_key WHERE person = ? AND stream = ?')
    this.findPerson = this.openings.prepare('SELECT person FROM pseudonym WHERE actor = ?')
  }

  /** The openings of these entries that are still there. @throws PersonalDataError OPENING_UNREADABLE */
  forEntries(places: readonly EntryPlace[]): FoundOpenings {
    if (this.known.size > CACHED) this.known.clear()
    const asked = JSON.stringify(places.map(({ stream, revision }) => [stream, revision]))
    const openings: Opening[] = []
    let closed: Row | undefined
    for (const row of this.find.all(asked) as unknown as Row[]) {
      const plain = this.plainOf(row)
      const opening = plain && openedFrom(plain, row, row.person, this.origin)
      if (opening === undefined) closed = row
      else openings.push(opening)
    }
    if (closed === undefined) return { openings }
    const { stream, revision, field, digest } = closed
    return { openings, withoutKey: { stream, revision, field, digest } }
  }

  /** Person ids behind these pseudonyms; none where erased or never given. */
  personsOf(pseudonyms: readonly string[]): ReadonlyMap<string, string> {
    const persons = new Map<string, string>()
    for (const pseudonym of pseudonyms) {
      const row = this.findPerson.get(pseudonym)
      if (row !== undefined) persons.set(pseudonym, row['person'] as string)
    }
    return persons
  }

  /** Keys are read again at their next use: some were destroyed. */
  forgetKeys(): void {
    this.known.clear()
  }

  close(): void {
    this.openings.close()
    this.keys.close()
  }

  /** Undefined when the key is not there, or is another. A kept one that does not fit was replaced since. */
  private plainOf(row: Row): Buffer | undefined {
    const bound = keyBinding(row.person, row.stream)
    const place = openingBinding(row)
    const kept = this.known.get(bound)
    const plain = kept && tryUnseal(kept, row.sealed, place)
    if (plain !== undefined) return plain
    const wrapped = this.findKey.get(row.person, row.stream)?.['wrapped'] as Uint8Array | undefined
    if (wrapped === undefined) return undefined
    const key = tryUnseal(this.master, wrapped, bound)
    if (key === undefined) throw unreadable()
    this.known.set(bound, key)
    return tryUnseal(key, row.sealed, place)
  }
}

function unreadable(): PersonalDataError {
  return new PersonalDataError('OPENING_UNREADABLE', 'expected a data key that this ledger wrapped')
}

const FIND = `
  SELECT o.stream, o.revision, o.field, lower(hex(o.digest)) AS digest, o.person, o.sealed
  FROM json_each(?) AS place
  CROSS JOIN opening AS o ON o.stream = place.value ->> 0 AND o.revision = place.value ->> 1
  WHERE length(o.sealed) > 0`
