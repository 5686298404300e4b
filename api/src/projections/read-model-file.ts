import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { courtDay } from '../actions/court-day.js'
import { START, type Position } from '../event-store/event-store.js'
import { ReadModelError } from './read-model-error.js'
import { INDEXES, SCHEMA_VERSION, TABLES } from './schema.js'

/**
 * One generation of the read models: an SQLite file that may be thrown away. Writes are consistent
 * after a crash but the last ones may be missing (`synchronous=NORMAL`); the position is lost with them.
 */
export class ReadModelFile {
  readonly path: string
  private readonly database: DatabaseSync
  private readonly statements = new Map<string, StatementSync>()

  private constructor(path: string, database: DatabaseSync) {
    this.path = path
    this.database = database
    database.function('court_day', { deterministic: true }, (now, zone) =>
      courtDay(Number(now), String(zone)),
    )
  }

  /** An empty model. In `bulk` form it has no indexes yet and is not safe from a crash. */
  static create(path: string, origin: string, form: 'bulk' | 'live' = 'live'): ReadModelFile {
    // It holds names: nobody but the owner may read it, nor the logs SQLite puts beside it.
    if (path !== IN_MEMORY) closeSync(openSync(path, 'a', 0o600))
    const file = new ReadModelFile(path, new DatabaseSync(path))
    file.execute(`PRAGMA page_size=${PAGE_BYTES}`)
    file.execute(
      form === 'bulk'
        ? 'PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144; PRAGMA locking_mode=EXCLUSIVE;'
        : LIVE,
    )
    file.execute('PRAGMA secure_delete=ON')
    file.transaction(() => {
      file.execute(TABLES)
      if (form === 'live') file.execute(INDEXES)
      file.setMeta('schema', String(SCHEMA_VERSION))
      file.setMeta('origin', origin)
    })
    return file
  }

  /**
   * Opens what another run left. Untrusted: the file may be damaged or of another schema.
   *
   * @returns undefined when it must be rebuilt
   */
  static open(path: string, origin: string): ReadModelFile | undefined {
    let file: ReadModelFile | undefined
    try {
      file = new ReadModelFile(path, new DatabaseSync(path))
      file.execute(LIVE)
      const isOurs =
        file.meta('schema') === String(SCHEMA_VERSION) && file.meta('origin') === origin
      if (isOurs && file.isSound()) return file
    } catch {
      // not a database, damaged, or without our tables: the caller builds a new one
    }
    file?.close()
    return undefined
  }

  /** Once more a file that `open` found sound: to be read beside whoever writes it, or written. */
  static attach(path: string, access: 'read' | 'write'): ReadModelFile {
    const database = new DatabaseSync(path, { readOnly: access === 'read' })
    const file = new ReadModelFile(path, database)
    file.execute(access === 'read' ? READING : LIVE)
    return file
  }

  /**
   * After a bulk load. Without statistics: they would say for good how small the ledger was, and queries
   * planned for a few rows scan all that came since.
   */
  createIndexes(): void {
    this.execute(INDEXES)
  }

  get position(): Position {
    const value = this.meta('position')
    return value === undefined ? START : BigInt(value)
  }

  meta(name: string): string | undefined {
    const row = this.get<{ value: string }>('SELECT value FROM meta WHERE name = ?', name)
    return row?.value
  }

  setMeta(name: string, value: string): void {
    this.run('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)', name, value)
  }

  /** All of `work` is stored, or nothing of it. */
  transaction(work: () => void): void {
    this.execute('BEGIN IMMEDIATE')
    try {
      work()
      this.execute('COMMIT')
    } catch (error) {
      if (this.database.isTransaction) this.execute('ROLLBACK')
      throw error
    }
  }

  /** What `work` reads is of one moment, whatever is written beside. */
  snapshot<Result>(work: (file: ReadModelFile) => Result): Result {
    this.run('BEGIN')
    try {
      return work(this)
    } finally {
      this.run('COMMIT')
    }
  }

  execute(sql: string): void {
    this.database.exec(sql)
  }

  run(sql: string, ...values: readonly SqlValue[]): void {
    this.statement(sql).run(...values)
  }

  get<Row>(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.statement(sql).get(...values) as Row | undefined
  }

  all<Row>(sql: string, ...values: readonly SqlValue[]): Row[] {
    return this.statement(sql).all(...values) as Row[]
  }

  /** Rows of a statement with named parameters; values it does not name are left alone. */
  named<Row>(sql: string, values: Readonly<Record<string, SqlValue>>): Row[] {
    const statement = this.statement(sql)
    statement.setAllowUnknownNamedParameters(true)
    return statement.all(values) as Row[]
  }

  /** A prepared statement, kept as long as the file is open. */
  statement(sql: string): StatementSync {
    const known = this.statements.get(sql)
    if (known !== undefined) return known
    const made = this.database.prepare(sql)
    this.statements.set(sql, made)
    return made
  }

  /** Moves what was erased out of the write-ahead log too. @throws ReadModelError READ_MODEL_BUSY */
  truncateLog(): void {
    const { busy } = this.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)')!
    if (busy === 0) return
    throw new ReadModelError('READ_MODEL_BUSY', 'a reader holds what was erased in the log')
  }

  close(): void {
    if (this.database.isOpen) this.database.close()
  }

  /** The whole file is looked at while that takes about a second at most. */
  private isSound(): boolean {
    const { pages } = this.get<{ pages: number }>(
      'SELECT page_count AS pages FROM pragma_page_count',
    )!
    if (pages > CHECKED_PAGES) return true
    const row = this.get<{ quick_check: string }>('PRAGMA quick_check(1)')
    return row?.quick_check === 'ok'
  }
}

export type SqlValue = string | number | bigint | null | Uint8Array

const LIVE = `
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;
PRAGMA wal_autocheckpoint=4000; PRAGMA secure_delete=ON; PRAGMA busy_timeout=5000;`
const READING = 'PRAGMA cache_size=-65536; PRAGMA busy_timeout=5000;'
const IN_MEMORY = ':memory:'
/** An entry's row is about a kilobyte: few fit a page of the default 4 KB. */
const PAGE_BYTES = 8192
const CHECKED_PAGES = 32_768
