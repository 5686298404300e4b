import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { define } from '../database/ledger-database.js'
import type { Postgres } from '../database/postgres.js'
import { POSTGRES_TABLES } from '../identity/session-store/session-tables.js'
import { openPersonalData, type PersonalDataPlace } from '../personal-data/open-personal-data.js'
import type { EmbeddedFiles } from './embedded-files.js'
import { MoveError } from './move-error.js'
import { compareTable, copyTable, type Rows } from './moved-table.js'
import type { MoveWatcher } from './move-watcher.js'

/** Every table of a ledger's database in which nodes keep rows. */
const TABLES =
  'opening, pseudonym, credential, erasure, data_key, session, login, assertion, read'.split(', ')

/** Which move filled it. */
const MOVES = 'CREATE TABLE IF NOT EXISTS contremarque.move (id text PRIMARY KEY)'

/** The PostgreSQL that personal data moves to. */
export class SharedDatabase {
  private constructor(
    private readonly postgres: Postgres,
    private readonly shut: () => Promise<void>,
  ) {}

  /** With the tables that a node makes in it. @throws DatabaseError DATABASE_ELSEWHERE, … */
  static async open(place: PersonalDataPlace): Promise<SharedDatabase> {
    const { postgres, ...data } = await openPersonalData(place)
    const close = (): Promise<void> => data.close()
    try {
      await define(postgres!, [...POSTGRES_TABLES, MOVES])
      return new SharedDatabase(postgres!, close)
    } catch (error) {
      await close()
      throw error
    }
  }

  /**
   * Takes what the files hold, all of it or nothing, and nobody sees a part of it meanwhile.
   * @param begun which move may have brought it already
   * @param onWhole told which move it is once everything is compared; durable there before it is here
   * @throws MoveError DATABASE_TAKEN, MOVE_DIFFERS; DatabaseError
   */
  async take(
    files: EmbeddedFiles,
    begun: string | undefined,
    onWhole: (id: string) => Promise<void>,
    watcher: MoveWatcher,
  ): Promise<void> {
    await this.postgres.transaction().execute(async (all) => {
      await sql`LOCK TABLE ${names(TABLES)} IN ACCESS EXCLUSIVE MODE`.execute(all)
      const isHere = begun !== undefined && (await movesIn(all)).includes(begun)
      if (!isHere) await fill(all, files, watcher)
      watcher.onStep('comparing')
      for (const table of files.tables) {
        watcher.onCompared(table.name, await compareTable(table.file, all, table))
      }
      if (isHere) return
      const id = randomUUID()
      await sql`INSERT INTO move (id) VALUES (${id})`.execute(all)
      await onWhole(id)
      watcher.onStep('committing')
    })
  }

  /** @throws MoveError MOVE_UNKNOWN unless it was filled by this move, or, undefined, by one */
  async assertFilledBy(move: string | undefined): Promise<void> {
    const moves = await movesIn(this.postgres)
    if (move === undefined ? moves.length > 0 : moves.includes(move)) return
    const message = 'PostgreSQL says nothing of this move: the files may hold what it does not'
    throw new MoveError('MOVE_UNKNOWN', message)
  }

  close(): Promise<void> {
    return this.shut()
  }
}

/** Into files of their own: those of a transaction that is not committed are removed, bytes included. */
async function fill(all: Rows, files: EmbeddedFiles, watcher: MoveWatcher): Promise<void> {
  for (const name of TABLES) {
    const { rows } = await sql`SELECT 1 FROM ${sql.table(name)} LIMIT 1`.execute(all)
    if (rows.length === 0) continue
    const message = `PostgreSQL holds something in ${name} already: a move wants a database of its own`
    throw new MoveError('DATABASE_TAKEN', message)
  }
  await sql`TRUNCATE ${names(TABLES)}`.execute(all)
  watcher.onStep('copying')
  for (const table of files.tables) {
    await copyTable(table.file, all, table, (rows) => watcher.onCopied(table.name, rows))
  }
}

async function movesIn(rows: Rows): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`SELECT id FROM move`.execute(rows)
  return found.rows.map(({ id }) => id)
}

function names(tables: readonly string[]) {
  return sql.join(tables.map((name) => sql.table(name)))
}
