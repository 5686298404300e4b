import { sql } from 'kysely'
import type { Postgres } from './postgres.js'

/** Runs a work in a session of its own, while no other of the same advisory lock is under way at any node. */
export function underLock<T>(
  database: Postgres,
  lock: number,
  work: (session: Postgres) => Promise<T>,
): Promise<T> {
  return database.connection().execute(async (session) => {
    await sql`SELECT pg_advisory_lock(${lock})`.execute(session)
    try {
      return await work(session)
    } finally {
      await sql`SELECT pg_advisory_unlock(${lock})`.execute(session)
    }
  })
}
