import type { Kysely } from 'kysely'
import type { SessionTables } from './session-tables.js'

/** Removes what expired `kept` milliseconds ago. @returns whether fewer than `max` have not expired */
export async function makeRoom(
  database: Kysely<SessionTables>,
  table: 'login' | 'session',
  now: number,
  max: number,
  kept = 0,
): Promise<boolean> {
  await database
    .deleteFrom(table)
    .where('expires_at', '<=', now - kept)
    .execute()
  const { count } = await database
    .selectFrom(table)
    .select(({ fn }) => fn.countAll().as('count'))
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return Number(count) < max
}
