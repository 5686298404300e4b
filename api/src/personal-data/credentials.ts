import type { Kysely } from 'kysely'
import type { OpeningTables } from './tables.js'

/** Whom each credential was bound to last: the way from what identifies to the person's stream. */
export class Credentials {
  private readonly database: Kysely<OpeningTables>

  constructor(database: Kysely<OpeningTables>) {
    this.database = database
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
