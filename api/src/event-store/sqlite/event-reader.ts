import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Position, StoredEvent } from '../event-store.js'
import type { EventPlace, EventRow, LogReader } from '../log-reader.js'
import { StoreError } from '../store-error.js'
import { openEventFile } from './event-file.js'

type FullRow = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: Uint8Array,
]

/** Places in a page. */
const PAGE = 1_024

/** An event file as it stood when it was opened: one long read transaction. */
export class EventReader implements LogReader {
  private readonly database: DatabaseSync
  private readonly range: StatementSync
  private readonly names: StatementSync
  private readonly order: StatementSync

  private constructor(database: DatabaseSync) {
    this.database = database
    this.range = database.prepare(
      'SELECT stream, revision, data FROM event WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision LIMIT ?',
    )
    this.names = database.prepare(
      'SELECT stream, revision FROM event WHERE (stream, revision) > (?, ?) ORDER BY stream, revision LIMIT ?',
    )
    this.order = database.prepare(
      'SELECT position, stream, revision, id, type, data FROM event WHERE position > ? ORDER BY position LIMIT ?',
    )
    for (const statement of [this.range, this.names, this.order]) statement.setReturnArrays(true)
    database.exec('BEGIN')
  }

  /** @throws StoreError STORE_MALFORMED, STORE_VERSION_UNSUPPORTED, STORE_UNAVAILABLE */
  static open(path: string): EventReader {
    const { database, problem } = openEventFile(path, 'read')
    if (problem !== undefined) throw new StoreError(problem.code, problem.message)
    return new EventReader(database)
  }

  readRange(stream: string, from: number, to: number, limit: number): Promise<readonly EventRow[]> {
    return this.ask(() => {
      const rows = this.all(this.range, stream, from, to, limit) as [string, number, Uint8Array][]
      return rows.map(([name, revision, data]) => ({ stream: name, revision, data }))
    })
  }

  /** In the order of stream names and revisions. */
  async *places(): AsyncIterable<readonly EventPlace[]> {
    let after: EventPlace = { stream: '', revision: -1 }
    for (;;) {
      const rows = this.all(this.names, after.stream, after.revision, PAGE) as [string, number][]
      const page = rows.map(([stream, revision]) => ({ stream, revision }))
      const last = page.at(-1)
      if (last === undefined) return
      after = last
      yield page
    }
  }

  readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    return this.ask(() => {
      const rows = this.all(this.order, after, limit) as FullRow[]
      return rows.map(([position, stream, revision, id, type, data]) => {
        return { stream, revision, position: BigInt(position), id, type, data }
      })
    })
  }

  async close(): Promise<void> {
    this.database.close()
  }

  /** What the file refuses rejects, it does not throw. */
  private async ask<T>(read: () => T): Promise<T> {
    return read()
  }

  private all(statement: StatementSync, ...values: (string | number | bigint)[]): unknown[] {
    try {
      return statement.all(...values)
    } catch (cause) {
      throw new StoreError('STORE_MALFORMED', `the event file: ${(cause as Error).message}`, {
        cause,
      })
    }
  }
}
