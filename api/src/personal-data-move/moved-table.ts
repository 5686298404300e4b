import { sql, type QueryExecutorProvider } from 'kysely'
import { MoveError } from './move-error.js'

/** Either engine, or a transaction in it: the statements are the same. */
export type Rows = QueryExecutorProvider

/** A table by the columns that order its rows, then the others. */
export interface MovedTable {
  readonly name: string
  readonly key: readonly string[]
  readonly rest: readonly string[]
}

type Value = number | string | Uint8Array
type Row = Readonly<Record<string, Value>>

/** Rows read, written or compared at a time. */
const PAGE = 500

/** @param onCopied told how many rows are there after each page @returns how many rows there are */
export async function copyTable(
  from: Rows,
  to: Rows,
  table: MovedTable,
  onCopied: (rows: number) => void,
): Promise<number> {
  let rows = 0
  for await (const page of pagesOf(from, table)) {
    const columns = columnsOf(table)
    const values = page.map((row) => sql`(${sql.join(columns.map((name) => row[name]))})`)
    await sql`
      INSERT INTO ${sql.table(table.name)} (${namesOf(columns)}) VALUES ${sql.join(values)}
    `.execute(to)
    rows += page.length
    onCopied(rows)
  }
  return rows
}

/** Every row, byte by byte, in both. @throws MoveError MOVE_DIFFERS naming the table, never a value */
export async function compareTable(from: Rows, to: Rows, table: MovedTable): Promise<number> {
  const there = pagesOf(to, table)
  let rows = 0
  for await (const page of pagesOf(from, table)) {
    const { value: other = [] } = (await there.next()) as { value?: readonly Row[] }
    const at = page.findIndex((row, index) => !isSame(row, other[index], table))
    if (at >= 0) throw differs(table, rows + at)
    rows += page.length
    if (other.length > page.length) throw differs(table, rows)
  }
  if ((await there.next()).done !== true) throw differs(table, rows)
  return rows
}

/** In the order of the key, which is the same in both stores. */
async function* pagesOf(store: Rows, table: MovedTable): AsyncGenerator<readonly Row[]> {
  const key = namesOf(table.key)
  let last: Row | undefined
  for (;;) {
    const after = sql`WHERE (${key}) > (${sql.join(table.key.map((name) => last?.[name]))})`
    const { rows } = await sql<Row>`
      SELECT ${namesOf(columnsOf(table))} FROM ${sql.table(table.name)}
      ${last === undefined ? sql`` : after} ORDER BY ${key} LIMIT ${sql.lit(PAGE)}
    `.execute(store)
    if (rows.length > 0) yield rows
    if (rows.length < PAGE) return
    last = rows.at(-1)
  }
}

function isSame(row: Row, other: Row | undefined, table: MovedTable): boolean {
  return other !== undefined && columnsOf(table).every((name) => equal(row[name], other[name]))
}

function equal(one: Value | undefined, other: Value | undefined): boolean {
  if (!(one instanceof Uint8Array)) return one === other
  return other instanceof Uint8Array && Buffer.compare(one, other) === 0
}

function columnsOf({ key, rest }: MovedTable): readonly string[] {
  return [...key, ...rest]
}

function namesOf(columns: readonly string[]) {
  return sql.join(columns.map((name) => sql.ref(name)))
}

function differs({ name }: MovedTable, row: number): MoveError {
  return new MoveError('MOVE_DIFFERS', `files and PostgreSQL differ in ${name}, at row ${row}`)
}
