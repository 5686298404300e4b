import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { NEVER, type Observable } from 'rxjs'
import { catchUp } from '../catch-up.js'
import { checkAppend } from '../check-append.js'
import {
  START,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type PageHandler,
  type Position,
  type StoredEvent,
} from '../event-store.js'
import { StoreError } from '../store-error.js'
import { AppendQueue } from './append-queue.js'
import { openEventFile } from './event-file.js'

/** Events handed to a subscriber at a time. */
const PAGE = 512

const columns = 'position, stream, revision, id, type, data'

/**
 * The embedded engine: one SQLite file in WAL mode, flushed at every commit (synchronous=FULL). A
 * commit is visible to readers only after its flush.
 *
 * @param access 'create' makes a missing file; 'write' requires it
 * @throws StoreError STORE_MALFORMED, STORE_VERSION_UNSUPPORTED, STORE_UNAVAILABLE
 */
export async function openSqliteEventStore(
  path: string,
  access: 'create' | 'write',
): Promise<SqliteEventStore> {
  const queue = await AppendQueue.open(path, access)
  const { database, problem } = openEventFile(path, 'read')
  if (problem !== undefined) {
    await queue.close()
    throw new StoreError(problem.code, problem.message)
  }
  return new SqliteEventStore(queue, database)
}

export class SqliteEventStore implements EventStore {
  /** A file has owners, no administrators of its own. */
  readonly interference$ = NEVER
  private readonly queue: AppendQueue
  private readonly database: DatabaseSync
  private readonly statements: Readonly<
    Record<'stream' | 'head' | 'all' | 'at' | 'position', StatementSync>
  >
  private readonly closing = new AbortController()
  private readonly runs = new Set<Promise<void>>()
  private readonly arrivals = new Set<() => void>()
  /** Position of the newest event this process appended. */
  private newest: Position = START
  private closed: Promise<void> | undefined

  constructor(queue: AppendQueue, database: DatabaseSync) {
    this.queue = queue
    this.database = database
    this.statements = {
      stream: database.prepare(
        `SELECT ${columns} FROM event WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
      ),
      head: database.prepare(
        `SELECT ${columns} FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1`,
      ),
      all: database.prepare(
        `SELECT ${columns} FROM event WHERE position > ? ORDER BY position LIMIT ?`,
      ),
      at: database.prepare(`SELECT ${columns} FROM event WHERE position = ?`),
      position: database.prepare('SELECT max(position) FROM event'),
    }
    for (const statement of Object.values(this.statements)) statement.setReturnArrays(true)
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    checkAppend(stream, expectedRevision, events)
    const result = await this.queue.push({ stream, expectedRevision, events })
    if (result.position > this.newest) this.newest = result.position
    for (const wake of this.arrivals) wake()
    return result
  }

  async readStream(stream: string, from: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.read(this.statements.stream, stream, from, limit)
  }

  async readHead(stream: string): Promise<StoredEvent | undefined> {
    return this.read(this.statements.head, stream)[0]
  }

  async readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    return this.read(this.statements.all, after, limit)
  }

  async readAt(position: Position): Promise<StoredEvent | undefined> {
    return this.read(this.statements.at, position)[0]
  }

  async headPosition(): Promise<Position> {
    const [row] = this.rows(this.statements.position)
    const position = row?.[0]
    return typeof position === 'number' ? BigInt(position) : START
  }

  subscribe(after: Position, handle: PageHandler): Observable<Position> {
    const source = {
      read: (position: Position) => this.readAll(position, PAGE),
      arrival: (position: Position, signal: AbortSignal) => this.arrival(position, signal),
      closing: this.closing.signal,
      track: (run: Promise<void>) => {
        this.runs.add(run)
        void run.finally(() => this.runs.delete(run))
      },
    }
    return catchUp(source, after, handle)
  }

  /** Pages in hand finish, subscriptions complete, appends that wait are committed. */
  close(): Promise<void> {
    this.closed ??= this.shut()
    return this.closed
  }

  private async shut(): Promise<void> {
    this.closing.abort()
    await Promise.all(this.runs)
    // The writer closes last: it folds the write-ahead log into the file.
    this.database.close()
    await this.queue.close()
  }

  private async arrival(after: Position, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const wake = (): void => resolve(undefined)
    this.arrivals.add(wake)
    signal.addEventListener('abort', wake)
    try {
      if (!signal.aborted && this.newest <= after) await promise
    } finally {
      signal.removeEventListener('abort', wake)
      this.arrivals.delete(wake)
    }
  }

  private read(statement: StatementSync, ...values: (string | number | bigint)[]): StoredEvent[] {
    return this.rows(statement, ...values).map(toStoredEvent)
  }

  private rows(statement: StatementSync, ...values: (string | number | bigint)[]): Row[] {
    if (!this.database.isOpen) throw new StoreError('STORE_UNAVAILABLE', 'the store is closed')
    try {
      return statement.all(...values) as unknown as Row[]
    } catch (cause) {
      throw new StoreError('STORE_UNAVAILABLE', 'the store cannot be read', { cause })
    }
  }
}

type Row = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: Uint8Array,
]

function toStoredEvent([position, stream, revision, id, type, data]: Row): StoredEvent {
  return { stream, revision, position: BigInt(position), id, type, data }
}
