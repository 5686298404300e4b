import type { ReadModelFile } from '../src/projections/read-model-file.js'

const TABLES = [
  'streams',
  'entries',
  'personal',
  'batches',
  'ranges',
  'tiles',
  'stamps',
  'tokens',
  'authorities',
  'revocations',
  'cases',
  'actors',
  'members',
  'accesses',
  'readers',
  'terms',
  'documents',
  'deliveries',
  'journals',
  'alarms',
  'search',
]

/** Everything a read model says, for comparison with another one of the same log. */
export function contentOf(file: ReadModelFile): Record<string, unknown[]> {
  const rows = (table: string): unknown[] =>
    file.all(`SELECT * FROM ${table}`).map((row) => JSON.stringify(row))
  return Object.fromEntries(TABLES.map((table) => [table, rows(table).toSorted()]))
}

/** Tables that `contentOf` leaves out, but for those FTS5 keeps for itself. */
export function otherTables(file: ReadModelFile): string[] {
  const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_%'
    AND name NOT LIKE 'sqlite_%'`
  const names = file.all<{ name: string }>(sql).map(({ name }) => name)
  return names.filter((name) => !TABLES.includes(name))
}
