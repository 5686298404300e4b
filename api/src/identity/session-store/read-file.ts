import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { nodeSqliteDialect } from '../../database/node-sqlite-dialect.js'
import type { ReadTables } from '../open-reads.js'
import { SQLITE_READS } from './session-tables.js'

/** Opens or makes the file of what sessions of one node are reading, for the owner alone. */
export function openReadFile(path: string): Kysely<ReadTables> {
  closeSync(openSync(path, 'a', 0o600))
  const file = new DatabaseSync(path)
  file.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SQLITE_READS}`)
  return new Kysely<ReadTables>({ dialect: nodeSqliteDialect(file) })
}
