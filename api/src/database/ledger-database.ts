import { sql } from 'kysely'
import type { PostgresAccess } from '../config/postgres-access.js'
import { DatabaseError } from './database-error.js'
import { connectPostgres, SCHEMAS, type Postgres } from './postgres.js'
import { underLock } from './under-lock.js'

const VERSION = 1
/** Nodes that start together make the tables one after the other. */
const LOCK = 0x636d7271

/** Which ledger a database is for. */
export interface LedgerMark {
  readonly origin: string
  /** 32 bytes derived from the document key: two folders with the same have the same key. */
  readonly keyCheck: Uint8Array
}

/**
 * Opens the database of one ledger, and of no other; an empty one becomes this ledger's.
 * @throws DatabaseError
 */
export async function openLedgerDatabase(
  access: PostgresAccess,
  mark: LedgerMark,
  onAway: ((reason: string) => void) | undefined,
): Promise<Postgres> {
  await found(access, onAway)
  const database = await connectPostgres(access, onAway)
  try {
    await assertOurs(database, mark)
    return database
  } catch (error) {
    await database.destroy()
    throw error
  }
}

/**
 * Makes the schemas in a session that ends with it. PostgreSQL lets a session that looks its search path up
 * while another commits a schema of it do without that schema for good (`recomputeNamespacePath`, until 17).
 */
async function found(
  access: PostgresAccess,
  onAway: ((reason: string) => void) | undefined,
): Promise<void> {
  const database = await connectPostgres(access, onAway)
  try {
    await define(database, [
      ...SCHEMAS.map((schema) => `CREATE SCHEMA IF NOT EXISTS ${schema}`),
      `CREATE TABLE IF NOT EXISTS contremarque.ledger (
        version integer NOT NULL, origin text NOT NULL, key_check bytea NOT NULL,
        one boolean PRIMARY KEY DEFAULT true CHECK (one)
      )`,
    ])
  } finally {
    await database.destroy()
  }
}

/**
 * Makes what is not there yet, in one transaction. It begins when the lock is held: what a session learned
 * of schemas before, and nobody else's work since, would count in one that is under way.
 */
export async function define(database: Postgres, statements: readonly string[]): Promise<void> {
  await underLock(database, LOCK, (session) =>
    session.transaction().execute(async (transaction) => {
      for (const statement of statements) await sql.raw(statement).execute(transaction)
    }),
  )
}

async function assertOurs(database: Postgres, { origin, keyCheck }: LedgerMark): Promise<void> {
  await sql`
    INSERT INTO ledger (version, origin, key_check) VALUES (${VERSION}, ${origin}, ${keyCheck})
    ON CONFLICT DO NOTHING
  `.execute(database)
  const { rows } = await sql<{ version: number; isOrigin: boolean; isKey: boolean }>`
    SELECT version, origin = ${origin} AS "isOrigin", key_check = ${keyCheck} AS "isKey" FROM ledger
  `.execute(database)
  const { version, isOrigin, isKey } = rows[0]!
  if (version !== VERSION) {
    const message = `expected tables of version ${VERSION}, got ${version}`
    throw new DatabaseError('DATABASE_VERSION_UNSUPPORTED', message)
  }
  if (!isOrigin) throw new DatabaseError('DATABASE_ELSEWHERE', 'the database is another ledger’s')
  if (isKey) return
  throw new DatabaseError('DATABASE_ELSEWHERE', 'the database was made under another document key')
}
