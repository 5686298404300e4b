import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Position, StoredEvent } from '../event-store.js'
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

/** A stored event as a row: untrusted, `data` included. */
export interface EventRow {
  readonly stream: string
  readonly revision: number
  readonly data: Uint8Array
}

/**
 * Reads an event file as it stands at the moment of opening, writing nothing; a server may be
 * running on it. For verification and rebuilding, not for serving.
 */
export class EventReader {
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

  /** At most `limit` events of a stream between two revisions, both included; those that are there. */
  readRange(stream: string, from: number, to: number, limit: number): readonly EventRow[] {
    const rows = this.all(this.range, stream, from, to, limit) as [string, number, Uint8Array][]
    return rows.map(([name, revision, data]) => ({ stream: name, revision, data }))
  }

  /** At most `limit` places after one, in the order of stream names and revisions. */
  readPlaces(
    after: { readonly stream: string; readonly revision: number },
    limit: number,
  ): readonly Pick<EventRow, 'stream' | 'revision'>[] {
    const rows = this.all(this.names, after.stream, after.revision, limit) as [string, number][]
    return rows.map(([stream, revision]) => ({ stream, revision }))
  }

  /** At most `limit` events after a position, in position order. */
  readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    const rows = this.all(this.order, after, limit) as FullRow[]
    return Promise.resolve(
      rows.map(([position, stream, revision, id, type, data]) => {
        return { stream, revision, position: BigInt(position), id, type, data }
      }),
    )
  }

  close(): void {
    this.database.close()
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
