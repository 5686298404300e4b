import { spawnSync } from 'node:child_process'

/** A value as it crosses to the other program: bytes in base64. */
export type SqlValue = string | number | null | { readonly blob: string }
export type SqlRow = Readonly<Record<string, SqlValue>>
export interface SqlStatement {
  readonly sql: string
  readonly values?: readonly SqlValue[]
}

const program = `
  import { readFileSync } from 'node:fs'
  import { DatabaseSync } from 'node:sqlite'
  const { path, statements } = JSON.parse(readFileSync(0, 'utf8'))
  const database = new DatabaseSync(path, { timeout: 10000 })
  const sent = (value) => value?.blob === undefined ? value : Buffer.from(value.blob, 'base64')
  const back = (value) => value instanceof Uint8Array ? { blob: Buffer.from(value).toString('base64') } : value
  const rows = statements.map(({ sql, values = [] }) =>
    database.prepare(sql).all(...values.map(sent)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, back(value)]))))
  database.close()
  console.log(JSON.stringify(rows))
`

/**
 * Runs statements on an SQLite file in a process that knows nothing of this project: the intruder,
 * or the auditor who looks at the file himself. Gives the rows of each statement.
 */
export function outsideSql(path: string, ...statements: readonly SqlStatement[]): SqlRow[][] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--disable-warning=ExperimentalWarning', '--eval', program],
    { input: JSON.stringify({ path, statements }), encoding: 'utf8', maxBuffer: 1 << 30 },
  )
  if (status !== 0) throw new RangeError(`the other program failed: ${stderr}`)
  return JSON.parse(stdout) as SqlRow[][]
}
