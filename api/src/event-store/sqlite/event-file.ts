import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'

// The one file that knows node:sqlite and the table. No relative import of a value may stand here:
// the writer thread loads this module by its URL.

/** 'CTMQ' in the file's header. */
const APPLICATION_ID = 0x43_54_4d_51
const SCHEMA_VERSION = 1

const schema = `
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data BLOB NOT NULL,
    metadata TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX event_stream_revision ON event (stream, revision);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`

export type EventFileAccess = 'create' | 'write' | 'read'

export interface FileProblem {
  readonly code: 'STORE_MALFORMED' | 'STORE_UNAVAILABLE' | 'STORE_VERSION_UNSUPPORTED'
  readonly message: string
}

export type OpenedFile =
  | { readonly database: DatabaseSync; readonly problem?: undefined }
  | { readonly database?: undefined; readonly problem: FileProblem }

/**
 * Opens the file and checks that it is an event store of this version before anything is written
 * to it. 'create' makes the file (0600) when it is missing or empty; the others never do.
 */
export function openEventFile(path: string, access: EventFileAccess): OpenedFile {
  let database: DatabaseSync | undefined
  try {
    if (access === 'create') closeSync(openSync(path, 'a', 0o600))
    if (statSync(path).isDirectory()) return failed(unavailable(path, 'is a folder'))
    database = new DatabaseSync(path, { readOnly: access === 'read', timeout: 5_000 })
    const problem = checkFile(database, path, access)
    if (problem === undefined) return { database }
    database.close()
    return failed(problem)
  } catch (error) {
    database?.close()
    const unlogged = access === 'read' ? openUnlogged(path, error) : undefined
    return unlogged ?? failed(describe(error, path))
  }
}

/**
 * On a read-only medium SQLite cannot make what goes with a write-ahead log. Without a log the file
 * alone is whole, and nobody writes to it there.
 */
function openUnlogged(path: string, error: unknown): OpenedFile | undefined {
  if (primaryCode(error) !== READ_ONLY && primaryCode(error) !== CANNOT_OPEN) return undefined
  if (existsSync(`${path}-wal`)) {
    const advice = 'a write-ahead log stands beside it: copy the folder to where it can be written'
    return failed(unavailable(path, `cannot be read in place, ${advice}`))
  }
  const url = pathToFileURL(path)
  url.search = '?immutable=1'
  const database = new DatabaseSync(url, { readOnly: true })
  const problem = checkFile(database, path, 'read')
  if (problem === undefined) return { database }
  database.close()
  return failed(problem)
}

function checkFile(
  database: DatabaseSync,
  path: string,
  access: EventFileAccess,
): FileProblem | undefined {
  const isEmpty = readNumber(database, 'SELECT count(*) FROM sqlite_schema') === 0
  const application = readNumber(database, 'PRAGMA application_id')
  if (isEmpty && application === 0 && access === 'create') {
    database.exec('PRAGMA journal_mode = WAL')
    database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT`)
  } else if (application !== APPLICATION_ID) {
    return { code: 'STORE_MALFORMED', message: `${path} is no event store of Contremarque` }
  } else {
    const version = readNumber(database, 'PRAGMA user_version')
    if (version !== SCHEMA_VERSION) {
      const message = `${path} has schema version ${version}, this program reads ${SCHEMA_VERSION}`
      return { code: 'STORE_VERSION_UNSUPPORTED', message }
    }
  }
  if (access !== 'read') {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000',
    )
  }
  return undefined
}

function readNumber(database: DatabaseSync, sql: string): number {
  const row = database.prepare(sql).get() ?? {}
  return Number(Object.values(row)[0])
}

const READ_ONLY = 8
const CORRUPT = 11
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

function primaryCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff
}

function describe(error: unknown, path: string): FileProblem {
  const { message } = error as { message: string }
  const primary = primaryCode(error)
  if (primary === CORRUPT || primary === NOT_A_DATABASE) {
    return { code: 'STORE_MALFORMED', message: `${path}: ${message}` }
  }
  return unavailable(path, message)
}

function unavailable(path: string, why: string): FileProblem {
  return { code: 'STORE_UNAVAILABLE', message: `${path}: ${why}` }
}

function failed(problem: FileProblem): OpenedFile {
  return { problem }
}

/** One append as it crosses to the writer thread: lengths into the packed data of its group. */
export interface PackedAppend {
  readonly stream: string
  readonly expectedRevision: number
  readonly events: readonly {
    readonly id: string
    readonly type: string
    readonly length: number
    readonly metadata: string
  }[]
}

export type AppendOutcome =
  | { readonly revision: number; readonly position: number }
  | { readonly refused: 'WRONG_REVISION'; readonly actual: number }
  | { readonly refused: 'EVENT_ID_REUSED' }

export type GroupOutcome =
  | { readonly outcomes: readonly AppendOutcome[] }
  | { readonly failed: 'STORE_UNAVAILABLE' | 'APPEND_AMBIGUOUS'; readonly message: string }

const FULL = 13
const IO_ERROR_WRITE = 778

/** Writes groups of appends, each group in one flushed transaction. */
export class EventWriter {
  private readonly database: DatabaseSync
  private readonly head: StatementSync
  private readonly insert: StatementSync
  private readonly known: StatementSync

  constructor(database: DatabaseSync) {
    this.database = database
    this.head = database.prepare(
      'SELECT revision FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    )
    this.insert = database.prepare(
      'INSERT INTO event (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.known = database.prepare(
      'SELECT position, id, type, data FROM event WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision',
    )
  }

  /**
   * Decides and writes each append in order, then flushes once. A failure before the commit leaves
   * nothing; one of the commit leaves nothing when writing failed (the commit frame comes last and
   * carries a checksum), and is ambiguous when the flush failed.
   */
  commit(appends: readonly PackedAppend[], data: Uint8Array): GroupOutcome {
    const outcomes: AppendOutcome[] = []
    let isCommitting = false
    try {
      this.database.exec('BEGIN IMMEDIATE')
      let offset = 0
      for (const append of appends) {
        outcomes.push(this.write(append, data, offset))
        for (const event of append.events) offset += event.length
      }
      isCommitting = true
      this.database.exec('COMMIT')
      return { outcomes }
    } catch (error) {
      return this.abandon(error, isCommitting)
    }
  }

  private abandon(error: unknown, isCommitting: boolean): GroupOutcome {
    const { errcode, message } = error as { errcode?: number; message: string }
    if (this.database.isTransaction) this.database.exec('ROLLBACK')
    const isUnwritten = errcode === IO_ERROR_WRITE || ((errcode ?? 0) & 0xff) === FULL
    return {
      failed: isCommitting && !isUnwritten ? 'APPEND_AMBIGUOUS' : 'STORE_UNAVAILABLE',
      message,
    }
  }

  private write(append: PackedAppend, data: Uint8Array, start: number): AppendOutcome {
    const { stream, expectedRevision, events } = append
    const actual = Number(this.head.get(stream)?.['revision'] ?? -1)
    if (actual !== expectedRevision) return this.repeat(append, actual, data, start)
    let revision = actual
    let offset = start
    let position = 0
    for (const event of events) {
      const bytes = data.subarray(offset, offset + event.length)
      const values: SQLInputValue[] = [
        stream,
        ++revision,
        event.id,
        event.type,
        bytes,
        event.metadata,
      ]
      position = Number(this.insert.run(...values).lastInsertRowid)
      offset += event.length
    }
    return { revision, position }
  }

  /** The same ids at the same revisions: the first answer again, unless their bytes differ. */
  private repeat(
    { stream, expectedRevision, events }: PackedAppend,
    actual: number,
    data: Uint8Array,
    start: number,
  ): AppendOutcome {
    const last = expectedRevision + events.length
    const rows = actual < last ? [] : this.known.all(stream, expectedRevision + 1, last)
    const isKnown = rows.length > 0 && events.every((event, i) => rows[i]?.['id'] === event.id)
    if (!isKnown) return { refused: 'WRONG_REVISION', actual }
    let offset = start
    for (const [i, event] of events.entries()) {
      const bytes = data.subarray(offset, offset + event.length)
      const isSame = Buffer.compare(rows[i]?.['data'] as Uint8Array, bytes) === 0
      if (!isSame || rows[i]?.['type'] !== event.type) return { refused: 'EVENT_ID_REUSED' }
      offset += event.length
    }
    return { revision: last, position: Number(rows.at(-1)?.['position']) }
  }
}
