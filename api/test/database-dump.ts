import { sql } from 'kysely'
import type { PostgresAccess } from '../src/config/postgres-access.js'
import { connectPostgres } from '../src/database/postgres.js'

/** Every row of every table of a database, by table, the server's own catalogue included. */
export class DatabaseDump {
  private constructor(private readonly rows: ReadonlyMap<string, string>) {}

  static async of(access: PostgresAccess): Promise<DatabaseDump> {
    const database = await connectPostgres(access)
    const rows = new Map<string, string>()
    const tables = await sql<{ schema: string; name: string }>`
      SELECT schemaname AS schema, tablename AS name FROM pg_tables
    `.execute(database)
    for (const { schema, name } of tables.rows) {
      const all = await sql<{ row: string }>`
        SELECT CAST(each AS text) AS row FROM ${sql.table(`${schema}.${name}`)} AS each
      `.execute(database)
      rows.set(`${schema}.${name}`, all.rows.map(({ row }) => row).join('\n'))
    }
    await database.destroy()
    return new DatabaseDump(rows)
  }

  get tables(): readonly string[] {
    return [...this.rows.keys()]
  }

  /** Tables in which something stands, as text or as bytes. */
  with(wanted: string | Uint8Array): readonly string[] {
    const bytes = Buffer.from(wanted)
    const hexadecimal = bytes.toString('hex')
    const isIn = (text: string) => text.includes(bytes.toString()) || text.includes(hexadecimal)
    return this.tables.filter((table) => isIn(this.rows.get(table)!))
  }
}
