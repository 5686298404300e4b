import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { nodeSqliteDialect } from '../src/database/node-sqlite-dialect.js'
import { SealedRecords } from '../src/identity/session-store/sealed-record.js'
import {
  SQLITE_SESSIONS,
  type SessionTables,
} from '../src/identity/session-store/session-tables.js'

/** Empty tables of sessions and logins, and their file to write into past the code. */
export function memorySessions() {
  const file = new DatabaseSync(':memory:')
  file.exec(SQLITE_SESSIONS)
  const database = new Kysely<SessionTables>({ dialect: nodeSqliteDialect(file) })
  return { file, database, sealed: new SealedRecords(new Uint8Array(32).fill(7)) }
}
