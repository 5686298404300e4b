import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { setTimeout as delay } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { PostgresAccess } from '../config/postgres-access.js'
import { DatabaseError } from './database-error.js'
import { GuardedPool } from './guarded-pool.js'

/** Milliseconds. */
const CONNECTING = 5_000
const STATEMENT = 10_000
/** Of a server that fell silent. */
const ANSWER = 60_000
const TRY_EVERY = 2_000
const CONNECTIONS = 10

/** A PostgreSQL that the nodes of one ledger share; every part of the program has its own tables in it. */
export type Postgres = Kysely<object>

/**
 * Connects, waiting for a server that is away when `onAway` is given, and making sure that what it
 * acknowledges is durable.
 * @throws DatabaseError
 */
export async function connectPostgres(
  access: PostgresAccess,
  onAway?: (reason: string) => void,
): Promise<Postgres> {
  const database: Postgres = new Kysely({ dialect: dialectOf(access) })
  for (;;) {
    try {
      await assertDurable(database)
      return database
    } catch (error) {
      const isAway = error instanceof DatabaseError && error.code === 'DATABASE_UNAVAILABLE'
      if (!isAway || onAway === undefined) {
        await database.destroy()
        throw error
      }
      onAway(reasonOf(error))
      await delay(TRY_EVERY)
    }
  }
}

/** Keys have a schema of their own, and so a backup of their own. */
export const SCHEMAS = ['contremarque', 'contremarque_keys'] as const
/** Names without a schema are looked up in ours; every commit is on the disk before it is acknowledged. */
const SESSION = `-c search_path=${SCHEMAS.join(',')} -c synchronous_commit=on`

function dialectOf(access: PostgresAccess): PostgresDialect {
  const { host, port, database, user, password } = access
  const pool = new pg.Pool({
    host,
    port,
    database,
    user,
    ...(password !== undefined && { password }),
    ssl: tlsOf(access),
    max: CONNECTIONS,
    keepAlive: true,
    connectionTimeoutMillis: CONNECTING,
    statement_timeout: STATEMENT,
    query_timeout: ANSWER,
    application_name: 'contremarque',
    options: SESSION,
  })
  return new PostgresDialect({ pool: new GuardedPool(pool) })
}

/** Only a server on this machine, and only where no authority is given, is spoken to in clear. */
function tlsOf({ host, ca }: PostgresAccess): ConnectionOptions | false {
  const isHere = /^(?:localhost|127[.]\d+[.]\d+[.]\d+|::1)$/.test(host)
  if (isHere && ca === undefined) return false
  return {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(ca !== undefined && { ca }),
    ...(isIP(host) === 0 && { servername: host }),
  }
}

async function assertDurable(database: Postgres): Promise<void> {
  const { rows } = await sql<{ fsync: string }>`
    SELECT current_setting('fsync') AS fsync
  `.execute(database)
  if (rows[0]?.fsync === 'on') return
  throw new DatabaseError('DATABASE_NOT_DURABLE', 'PostgreSQL runs with fsync = off')
}

function reasonOf({ message, cause }: DatabaseError): string {
  return Error.isError(cause) ? `${message}: ${cause.message}` : message
}
