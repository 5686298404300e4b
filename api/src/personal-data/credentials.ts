import type { Kysely } from 'kysely'
import type { OpeningTables } from './tables.js'

/** Runs a work while no other of its kind is under way. */
export type Alone = <T>(work: () => Promise<T>) => Promise<T>

/** Whom each credential was bound to last: the way from what identifies to the person's stream. */
export class Credentials {
  private readonly database: Kysely<OpeningTables>
  private readonly amongNodes: Alone
  private last: Promise<unknown> = Promise.resolve()

  constructor(database: Kysely<OpeningTables>, amongNodes: Alone = (work) => work()) {
    this.database = database
    this.amongNodes = amongNodes
  }

  /** For binding one: whose each is stays as the work reads it, at whichever node somebody binds. */
  binding<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(() => this.amongNodes(work))
    this.last = done.catch(() => undefined)
    return done
  }

  /** Person id; whether the credential is still bound to him, his stream says. */
  async personOf(credential: string): Promise<string | undefined> {
    const row = await this.database
      .selectFrom('credential')
      .select('person')
      .where('id', '=', credential)
      .executeTakeFirst()
    return row?.person
  }

  /** Durable when this resolves. */
  async keep(credential: string, person: string): Promise<void> {
    await this.database
      .insertInto('credential')
      .values({ id: credential, person })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ person }))
      .execute()
  }
}
