import { sql, type Kysely } from 'kysely'
import { seal, type DataKey, type DataKeys } from './data-keys.js'
import type { OpeningEngine, OpeningRow } from './engine.js'
import {
  byDigest,
  type EntryPlace,
  type HeldField,
  type Opening,
  type OpeningReader,
} from './opening.js'
import { openedFrom } from './opened.js'
import type { OpeningTables } from './tables.js'
import { openingBinding, tryUnseal, type OpeningPlace } from './unseal.js'
import type { WithoutKey } from './without-key.js'

type Row = OpeningTables['opening']

/** Digests or streams named in one statement. */
const NAMED = 1_000

/** Openings of commitments, each sealed under the key of its person and stream. */
export class OpeningStore implements OpeningReader {
  private readonly database: Kysely<OpeningTables>
  private readonly keys: DataKeys
  private readonly engine: OpeningEngine
  private readonly withoutKey: WithoutKey
  private readonly origin: string
  /** What is being put: it may be sealed under a key that is destroyed meanwhile. */
  private readonly puts = new Set<Promise<void>>()

  constructor(
    database: Kysely<OpeningTables>,
    keys: DataKeys,
    engine: OpeningEngine,
    withoutKey: WithoutKey,
    origin: string,
  ) {
    this.database = database
    this.keys = keys
    this.engine = engine
    this.withoutKey = withoutKey
    this.origin = origin
  }

  /** Durable when this resolves: only then may the entry be appended. */
  async put(openings: readonly Opening[]): Promise<void> {
    if (openings.length === 0) return
    const put = this.store(openings)
    this.puts.add(put)
    try {
      await put
    } finally {
      this.puts.delete(put)
    }
  }

  private async store(openings: readonly Opening[]): Promise<void> {
    for (;;) {
      const rows: OpeningRow[] = []
      const keys = new Set<DataKey>()
      for (const opening of openings) {
        const key = await this.keys.obtain(opening.person, opening.stream)
        keys.add(key)
        rows.push(toRow(opening, key))
      }
      if (await this.engine.store(rows, keys)) return
      for (const key of keys) this.keys.forget(key)
    }
  }

  async forEntries(places: readonly EntryPlace[]): Promise<ReadonlyMap<string, Opening>> {
    const asked = JSON.stringify(places.map(({ stream, revision }) => [stream, revision]))
    const { rows } = await sql<Row>`
      SELECT o.stream, o.revision, o.field, o.digest, o.person, o.sealed
      FROM ${this.engine.elements(asked)}
      CROSS JOIN opening AS o
      WHERE o.stream = place.value ->> 0 AND o.revision = CAST(place.value ->> 1 AS INTEGER)
        AND length(o.sealed) > 0
    `.execute(this.database)
    return byDigest(await this.open(rows))
  }

  async forCase(stream: string): Promise<readonly Opening[]> {
    const rows = await this.database
      .selectFrom('opening')
      .selectAll()
      .where('stream', '=', stream)
      .where(hasValue)
      .orderBy('revision')
      .orderBy('field')
      .execute()
    return this.open(rows)
  }

  /** What can be opened of a person in one stream, field by field; no value is read. */
  async heldOf(person: string, stream: string): Promise<readonly HeldField[]> {
    const rows = await this.database
      .selectFrom('opening')
      .select(({ fn }) => [
        'field',
        fn.countAll().as('count'),
        fn.min('revision').as('first'),
        fn.max('revision').as('last'),
      ])
      .where('stream', '=', stream)
      .where('person', '=', person)
      .where(hasValue)
      .groupBy('field')
      .orderBy('field')
      .execute()
    return rows.map(({ field, count, first, last }) => ({
      field,
      count: Number(count),
      first,
      last,
    }))
  }

  /**
   * Destroys the key and the sealed values of one person in one stream; nothing of them is left in
   * files when this resolves. The digests stay until `forget`, so that whoever breaks off before the
   * erasure is recorded finds them again. The commitments stay, provably closed.
   *
   * @returns digests of the commitments that can no longer be opened, hexadecimal
   */
  async erase(person: string, stream: string): Promise<readonly string[]> {
    return (await this.eraseAll(person, [stream])).get(stream) ?? []
  }

  /** As `erase`, in several streams: files are made to forget once for all of them. */
  async eraseAll(
    person: string,
    streams: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const erased = new Map<string, string[]>(streams.map((stream) => [stream, []]))
    if (streams.length === 0) return erased
    for (const named of inStatements(streams)) {
      await this.keys.destroy(person, named)
      // What was sealed under them is stored first, so that it is found and named.
      await Promise.allSettled(this.puts)
      await this.database
        .updateTable('opening')
        .set({ sealed: new Uint8Array() })
        .where('stream', 'in', named)
        .where('person', '=', person)
        .execute()
    }
    await this.engine.forgetDeleted()
    for (const named of inStatements(streams)) {
      const rows = await this.database
        .selectFrom('opening')
        .select(['stream', 'digest'])
        .where('stream', 'in', named)
        .where('person', '=', person)
        .where(isErased)
        .orderBy('revision')
        .orderBy('field')
        .execute()
      for (const { stream, digest } of rows) erased.get(stream)!.push(digest.toHex())
    }
    return erased
  }

  /** Removes what `erase` left in these streams, once the erasure is recorded. */
  async forget(person: string, ...streams: readonly string[]): Promise<void> {
    if (streams.length === 0) return
    for (const named of inStatements(streams)) {
      await this.database
        .deleteFrom('opening')
        .where('stream', 'in', named)
        .where('person', '=', person)
        .where(isErased)
        .execute()
    }
    await this.engine.forgetDeleted()
  }

  /**
   * Destroys openings by the digests of their commitments, and the keys that open nothing else: what a
   * restored copy of this store brought back. Gone from files when this resolves.
   *
   * @returns how many there were
   */
  async eraseAgain(digests: readonly string[]): Promise<number> {
    let count = 0
    const touched = new Map<string, Pick<Row, 'person' | 'stream'>>()
    for (const named of inStatements(digests)) {
      const gone = await this.database
        .deleteFrom('opening')
        .where(
          'digest',
          'in',
          named.map((digest) => Uint8Array.fromHex(digest)),
        )
        .returning(['person', 'stream'])
        .execute()
      for (const each of gone) touched.set(`${each.person} ${each.stream}`, each)
      count += gone.length
    }
    for (const { person, stream } of touched.values()) {
      if (!(await this.hasOpenings(person, stream))) await this.keys.destroy(person, [stream])
    }
    if (count > 0) await this.engine.forgetDeleted()
    return count
  }

  private async hasOpenings(person: string, stream: string): Promise<boolean> {
    const row = await this.database
      .selectFrom('opening')
      .select('revision')
      .where('stream', '=', stream)
      .where('person', '=', person)
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }

  private async open(rows: readonly Row[]): Promise<readonly Opening[]> {
    const opened: Opening[] = []
    for (const row of rows) {
      const key = await this.keys.find(row.person, row.stream)
      const plain = key && (await this.plainOf(row, key))
      const opening = plain && openedFrom(plain, placeOf(row), row.person, this.origin)
      if (opening === undefined) await this.withoutKey.suspect(placeOf(row))
      else opened.push(opening)
    }
    return opened
  }

  /** A key that does not fit may be one that another node replaced. */
  private async plainOf(row: Row, key: DataKey): Promise<Uint8Array | undefined> {
    const bound = openingBinding(placeOf(row))
    const plain = tryUnseal(key.bytes, row.sealed, bound)
    if (plain !== undefined) return plain
    const stored = await this.keys.read(row.person, row.stream)
    return stored && tryUnseal(stored.bytes, row.sealed, bound)
  }
}

function* inStatements(names: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < names.length; from += NAMED) yield names.slice(from, from + NAMED)
}

const hasValue = sql<boolean>`length(sealed) > 0`
const isErased = sql<boolean>`length(sealed) = 0`

function toRow(opening: Opening, key: DataKey): OpeningRow {
  const { stream, revision, field, digest, person, salt, value } = opening
  const plain = Buffer.from(JSON.stringify([salt, value]))
  const sealed = seal(key.bytes, plain, openingBinding(opening))
  return [stream, revision, field, digest, person, sealed.toHex()]
}

function placeOf({ stream, revision, field, digest }: Row): OpeningPlace {
  return { stream, revision, field, digest: digest.toHex() }
}
