import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { EntryPlace, Opening } from '../opening.js'
import { PersonalDataError } from '../personal-data-error.js'
import { keyBinding, openingBinding, tryUnseal } from '../unseal.js'

/** Files that exist, and the key that wraps the data keys. */
export interface OpeningFilesPlace {
  readonly openings: string
  readonly keys: string
  readonly master: Uint8Array
}

export function openingFilesIn(folder: string, master: Uint8Array): OpeningFilesPlace {
  return { openings: join(folder, 'openings.sqlite'), keys: join(folder, 'keys.sqlite'), master }
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
  private readonly find: StatementSync
  private readonly findKey: StatementSync
  private readonly findPerson: StatementSync
  /** Data keys. What an erasure takes away is the sealed value too: one kept here opens nothing then. */
  private readonly known = new Map<string, Uint8Array>()

  constructor({ openings, keys, master }: OpeningFilesPlace) {
    this.master = master
    this.openings = new DatabaseSync(openings, { readOnly: true, timeout: 5_000 })
    this.openings.exec('PRAGMA cache_size = -32768')
    this.keys = new DatabaseSync(keys, { readOnly: true, timeout: 5_000 })
    this.find = this.openings.prepare(FIND)
    this.findKey = this.keys.prepare('SELECT wrapped FROM data_key WHERE person = ? AND stream = ?')
    this.findPerson = this.openings.prepare('SELECT person FROM pseudonym WHERE actor = ?')
  }

  /** The openings of these entries that are still there. @throws PersonalDataError OPENING_UNREADABLE */
  forEntries(places: readonly EntryPlace[]): readonly Opening[] {
    if (this.known.size > CACHED) this.known.clear()
    const asked = JSON.stringify(places.map(({ stream, revision }) => [stream, revision]))
    const opened: Opening[] = []
    for (const row of this.find.all(asked) as unknown as Row[]) {
      const plain = this.plainOf(row)
      if (plain !== undefined) opened.push(openingOf(row, plain))
    }
    return opened
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

  /** Undefined once the key is destroyed. A kept one that does not fit was replaced since. */
  private plainOf(row: Row): Buffer | undefined {
    const bound = keyBinding(row.person, row.stream)
    const place = openingBinding(row)
    const kept = this.known.get(bound)
    const plain = kept && tryUnseal(kept, row.sealed, place)
    if (plain !== undefined) return plain
    const wrapped = this.findKey.get(row.person, row.stream)?.['wrapped'] as Uint8Array | undefined
    if (wrapped === undefined) return undefined
    const key = tryUnseal(this.master, wrapped, bound)
    const opened = key && tryUnseal(key, row.sealed, place)
    if (key === undefined || opened === undefined) throw unreadable(row)
    this.known.set(bound, key)
    return opened
  }
}

function openingOf(row: Row, plain: Buffer): Opening {
  const { stream, revision, field, digest, person } = row
  const [salt, value] = JSON.parse(plain.toString()) as [string, Opening['value']]
  return { stream, revision, field, digest, salt, value, person }
}

function unreadable({ stream, revision }: Row): PersonalDataError {
  const where = `revision ${revision} of ${stream}`
  return new PersonalDataError('OPENING_UNREADABLE', `expected bytes sealed for ${where}`)
}

const FIND = `
  SELECT o.stream, o.revision, o.field, lower(hex(o.digest)) AS digest, o.person, o.sealed
  FROM json_each(?) AS place
  CROSS JOIN opening AS o ON o.stream = place.value ->> 0 AND o.revision = place.value ->> 1
  WHERE length(o.sealed) > 0`
