import type { Kysely } from 'kysely'
import type { SessionTables } from './session-tables.js'

/** Removes what has expired. @returns whether fewer than `max` are left */
export async function makeRoom(
  database: Kysely<SessionTables>,
  table: keyof SessionTables,
  now: number,
  max: number,
): Promise<boolean> {
  await database.deleteFrom(table).where('expires_at', '<=', now).execute()
  const { count } = await database
    .selectFrom(table)
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count) < max
}
