import { hash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { SessionTables } from '../session-store/session-tables.js'

/** Milliseconds for which an assertion may be heard, clocks that differ counted in. */
const HEARD = 400_000
/** Milliseconds between two looks for those that are heard no more. */
const CLEAR_EVERY = 60_000

/** Assertions by which something was read, at any node: each is heard once. Those that record are told apart by their key. */
export class SpentAssertions {
  private clearedAt = 0

  constructor(
    private readonly database: Kysely<SessionTables>,
    private readonly now: () => number,
  ) {}

  /** False when it was spent before. By its name, not its bytes: a signature can be spelled in two ways. */
  async spend(issuer: string, name: string): Promise<boolean> {
    await this.clear()
    const digest = hash('sha256', JSON.stringify([issuer, name]))
    const { numInsertedOrUpdatedRows } = await this.database
      .insertInto('assertion')
      .values({ digest, expires_at: this.now() + HEARD })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  private async clear(): Promise<void> {
    const now = this.now()
    if (now - this.clearedAt < CLEAR_EVERY) return
    this.clearedAt = now
    await this.database.deleteFrom('assertion').where('expires_at', '<=', now).execute()
  }
}
