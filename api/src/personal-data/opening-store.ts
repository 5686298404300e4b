import type { JsonValue } from '@contremarque/ledger'
import { sql, type Kysely } from 'kysely'
import { seal, unseal, type DataKeys } from './data-keys.js'
import type { EntryPlace, Opening, OpeningReader } from './opening.js'
import type { OpeningRow, OpeningWriter } from './opening-writer.js'
import { forgetDeleted, type OpeningTables } from './personal-data-file.js'
import { openingBinding } from './unseal.js'

interface Row {
  readonly stream: string
  readonly revision: number
  readonly field: string
  readonly digest: string
  readonly person: string
  readonly sealed: Uint8Array
}

/** Openings of commitments, each sealed under the key of its person and stream. */
export class OpeningStore implements OpeningReader {
  constructor(
    private readonly database: Kysely<OpeningTables>,
    private readonly keys: DataKeys,
    private readonly writer: OpeningWriter,
  ) {}

  /** Durable when this resolves: only then may the entry be appended. */
  async put(openings: readonly Opening[]): Promise<void> {
    if (openings.length === 0) return
    const rows: OpeningRow[] = []
    for (const opening of openings) {
      const key = await this.keys.obtain(opening.person, opening.stream)
      rows.push(toRow(opening, key))
    }
    await this.writer.push(rows)
  }

  async forEntries(places: readonly EntryPlace[]): Promise<ReadonlyMap<string, Opening>> {
    const asked = JSON.stringify(places.map(({ stream, revision }) => [stream, revision]))
    const { rows } = await sql<Row>`
      SELECT o.stream, o.revision, o.field, lower(hex(o.digest)) AS digest, o.person, o.sealed
      FROM json_each(${asked}) AS place
      CROSS JOIN opening AS o ON o.stream = place.value ->> 0 AND o.revision = place.value ->> 1
      WHERE length(o.sealed) > 0
    `.execute(this.database)
    return new Map((await this.open(rows)).map((opening) => [opening.digest, opening]))
  }

  async forCase(stream: string): Promise<readonly Opening[]> {
    const { rows } = await sql<Row>`
      SELECT stream, revision, field, lower(hex(digest)) AS digest, person, sealed
      FROM opening WHERE stream = ${stream} AND length(sealed) > 0 ORDER BY revision, field
    `.execute(this.database)
    return this.open(rows)
  }

  /**
   * Destroys the key and the sealed values of one person in one stream; nothing of them is left in
   * files or logs when this resolves. The digests stay until `forget`, so that whoever breaks off
   * before the erasure is recorded finds them again. The commitments stay, provably closed.
   *
   * @returns digests of the commitments that can no longer be opened, hexadecimal
   */
  async erase(person: string, stream: string): Promise<readonly string[]> {
    await this.keys.destroy(person, stream)
    await this.database
      .updateTable('opening')
      .set({ sealed: new Uint8Array() })
      .where('stream', '=', stream)
      .where('person', '=', person)
      .execute()
    await forgetDeleted(this.database)
    const { rows } = await sql<{ digest: string }>`
      SELECT lower(hex(digest)) AS digest FROM opening
      WHERE stream = ${stream} AND person = ${person} AND length(sealed) = 0
      ORDER BY revision, field
    `.execute(this.database)
    return rows.map(({ digest }) => digest)
  }

  /** Removes what `erase` left, once the erasure is recorded. */
  async forget(person: string, stream: string): Promise<void> {
    await sql`
      DELETE FROM opening
      WHERE stream = ${stream} AND person = ${person} AND length(sealed) = 0
    `.execute(this.database)
    await forgetDeleted(this.database)
  }

  /**
   * Destroys openings by the digests of their commitments, and the keys that open nothing else: what a
   * restored copy of this store brought back. Gone from files and logs when this resolves.
   *
   * @returns how many there were
   */
  async eraseAgain(digests: readonly string[]): Promise<number> {
    const named = sql`digest IN (SELECT unhex(value) FROM json_each(${JSON.stringify(digests)}))`
    const { rows } = await sql<{ person: string; stream: string; count: number }>`
      SELECT person, stream, count(*) AS count FROM opening WHERE ${named} GROUP BY person, stream
    `.execute(this.database)
    if (rows.length === 0) return 0
    await sql`DELETE FROM opening WHERE ${named}`.execute(this.database)
    for (const { person, stream } of rows) {
      if (!(await this.hasOpenings(person, stream))) await this.keys.destroy(person, stream)
    }
    await forgetDeleted(this.database)
    return rows.reduce((sum, { count }) => sum + count, 0)
  }

  private async hasOpenings(person: string, stream: string): Promise<boolean> {
    const { rows } = await sql`
      SELECT 1 FROM opening WHERE stream = ${stream} AND person = ${person} LIMIT 1
    `.execute(this.database)
    return rows.length > 0
  }

  private async open(rows: readonly Row[]): Promise<readonly Opening[]> {
    const opened: Opening[] = []
    for (const row of rows) {
      const key = await this.keys.find(row.person, row.stream)
      if (key !== undefined) opened.push(fromRow(row, key))
    }
    return opened
  }
}

function toRow(opening: Opening, key: Uint8Array): OpeningRow {
  const { stream, revision, field, digest, person, salt, value } = opening
  const plain = Buffer.from(JSON.stringify([salt, value]))
  const sealed = seal(key, plain, openingBinding(opening))
  return [stream, revision, field, digest, person, sealed.toHex()]
}

function fromRow(row: Row, key: Uint8Array): Opening {
  const { stream, revision, field, digest, person } = row
  const plain = unseal(key, row.sealed, openingBinding(row))
  const [salt, value] = JSON.parse(Buffer.from(plain).toString()) as [string, JsonValue]
  return { stream, revision, field, digest, salt, value, person }
}
