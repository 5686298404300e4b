import type { DatabaseSync } from 'node:sqlite'
import { type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqliteDialect, type SqliteStatement } from 'kysely'
import { isDiskFault } from '../files/disk-fault.js'
import { DatabaseError } from './database-error.js'

/**
 * Kysely's SQLite dialect on node:sqlite; statements are prepared once. What the disk does not take is
 * thrown as DatabaseError DISK_UNAVAILABLE.
 */
export function nodeSqliteDialect(file: DatabaseSync): SqliteDialect {
  const statements = new Map<string, SqliteStatement>()
  const prepare = (text: string) => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = adapt(file.prepare(text))
    statements.set(text, statement)
    return statement
  }
  return new SqliteDialect({ database: { prepare, close: () => file.close() } })
}

function adapt(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => told(() => statement.all(...values(parameters))),
    run: (parameters) => told(() => statement.run(...values(parameters))),
    iterate: (parameters) => statement.iterate(...values(parameters)) as IterableIterator<unknown>,
  }
}

function told<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!isDiskFault(cause)) throw cause
    throw new DatabaseError('DISK_UNAVAILABLE', 'the disk takes nothing now', { cause })
  }
}
