import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { BoundedMap } from '../cache/bounded-map.js'
import type { PersonPseudonym, PseudonymReader } from './opening.js'
import type { OpeningTables } from './tables.js'

const CACHED = 50_000

/** One random pseudonym per person and stream: nothing in it tells the person or another stream. */
export class Pseudonyms implements PseudonymReader {
  private readonly cache = new BoundedMap<string, string>(CACHED)

  private readonly database: Kysely<OpeningTables>

  constructor(database: Kysely<OpeningTables>) {
    this.database = database
  }

  /** The person's pseudonym in a stream, made at first use; durable before it is handed out. */
  async forPerson(person: string, stream: string): Promise<string> {
    return (await this.find(person, stream)) ?? this.keep(person, stream, randomUUID())
  }

  /** Keeps a pseudonym, durably; answers the one that stands, another when one was there before. */
  async keep(person: string, stream: string, actor: string): Promise<string> {
    if (this.cache.get(`${person} ${stream}`) === actor) return actor
    await this.database
      .insertInto('pseudonym')
      .values({ actor, person, stream })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return (await this.find(person, stream))!
  }

  /** The person's pseudonym in a stream, if he has one. */
  async find(person: string, stream: string): Promise<string | undefined> {
    const known = this.cache.get(`${person} ${stream}`)
    if (known !== undefined) return known
    const row = await this.database
      .selectFrom('pseudonym')
      .select('actor')
      .where('person', '=', person)
      .where('stream', '=', stream)
      .executeTakeFirst()
    if (row !== undefined) this.cache.set(`${person} ${stream}`, row.actor)
    return row?.actor
  }

  /** Person id behind a pseudonym, or undefined once erased or never given. */
  async personOf(pseudonym: string): Promise<string | undefined> {
    const row = await this.database
      .selectFrom('pseudonym')
      .select('person')
      .where('actor', '=', pseudonym)
      .executeTakeFirst()
    return row?.person
  }

  async personsOf(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (pseudonyms.length === 0) return new Map()
    const rows = await this.database
      .selectFrom('pseudonym')
      .select(['actor', 'person'])
      .where('actor', 'in', pseudonyms)
      .execute()
    return new Map(rows.map(({ actor, person }) => [actor, person]))
  }

  /** Who stands behind a pseudonym, and in which stream. */
  async placeOf(
    pseudonym: string,
  ): Promise<{ readonly person: string; readonly stream: string } | undefined> {
    return this.database
      .selectFrom('pseudonym')
      .select(['person', 'stream'])
      .where('actor', '=', pseudonym)
      .executeTakeFirst()
  }

  /** Ids of the persons who have a pseudonym in a stream of this category, ascending, after `after`. */
  async personsIn(category: string, after: string, limit: number): Promise<readonly string[]> {
    const rows = await this.database
      .selectFrom('pseudonym')
      .select('person')
      .distinct()
      .where('stream', '>=', `${category}-`)
      .where('stream', '<', `${category}.`)
      .where('person', '>', after)
      .orderBy('person')
      .limit(limit)
      .execute()
    return rows.map(({ person }) => person)
  }

  async ofPerson(person: string): Promise<readonly PersonPseudonym[]> {
    return this.database
      .selectFrom('pseudonym')
      .select(['stream', 'actor'])
      .where('person', '=', person)
      .execute()
  }
}
