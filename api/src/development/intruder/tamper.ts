import { DatabaseSync } from 'node:sqlite'
import { LedgerError } from '@contremarque/ledger'

export const TAMPERINGS = ['edit', 'delete', 'swap', 'truncate'] as const
export type Tampering = (typeof TAMPERINGS)[number]

export type TamperErrorCode =
  /** There are too few entries for this. */
  'NOTHING_TO_TAMPER_WITH'
export class TamperError extends LedgerError<TamperErrorCode> {}

/** What an intruder did, in a sentence, and where. */
export interface Deed {
  readonly sentence: string
  /** Of the first entry changed or gone. */
  readonly stream: string
  readonly revision: number
}

interface Row {
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly data: Uint8Array
}

const LEAF = `(stream LIKE 'expertise-%' OR stream LIKE 'journal-%' OR stream LIKE 'actor-%'
  OR stream LIKE 'console-%' OR stream LIKE 'platform-%')`
const ROW = 'SELECT position, stream, revision, id, type, data FROM event'

/**
 * Changes an event store behind the back of whoever wrote it: plain SQL, no key, no regard for the
 * program that may be running. For demonstrations and tests of the verifier.
 * @param entriesOnly for `truncate`: leave batches and time-stamps in place
 * @throws TamperError NOTHING_TO_TAMPER_WITH
 */
export function tamper(path: string, how: Tampering, entriesOnly = false): Deed {
  const database = new DatabaseSync(path, { timeout: 10_000 })
  try {
    database.exec('BEGIN IMMEDIATE')
    const deed = perform(database, how, entriesOnly)
    database.exec('COMMIT')
    return deed
  } finally {
    database.close()
  }
}

function perform(database: DatabaseSync, how: Tampering, entriesOnly: boolean): Deed {
  switch (how) {
    case 'edit':
      return edit(database)
    case 'delete':
      return remove(database)
    case 'swap':
      return swap(database)
    case 'truncate':
      return truncate(database, entriesOnly)
  }
}

/** The recorded day of an entry becomes another; everything else keeps its length and place. */
function edit(database: DatabaseSync): Deed {
  const { position, stream, revision, type, data } = victim(database)
  const bytes = Buffer.from(data)
  const at = bytes.indexOf('"recordedAt":"') + '"recordedAt":"2026-01-01'.length - 1
  const before = bytes.toString('latin1', at - 9, at + 1)
  bytes[at] = bytes[at] === 0x31 ? 0x32 : 0x31
  const after = bytes.toString('latin1', at - 9, at + 1)
  database.prepare('UPDATE event SET data = ? WHERE position = ?').run(bytes, position)
  const sentence = `changed the day on which ${type} was recorded from ${before} to ${after}`
  return { sentence, stream, revision }
}

function remove(database: DatabaseSync): Deed {
  const { position, stream, revision, type } = victim(database)
  database.prepare('DELETE FROM event WHERE position = ?').run(position)
  return { sentence: `deleted one ${type}`, stream, revision }
}

/** Two neighbours of one stream change places; revisions stay without a gap. */
function swap(database: DatabaseSync): Deed {
  const first = victim(database)
  const second = readRow(
    database,
    `${ROW} WHERE stream = ? AND revision = ?`,
    first.stream,
    first.revision + 1,
  )
  const put = database.prepare('UPDATE event SET id = ?, type = ?, data = ? WHERE position = ?')
  put.run(second.id, second.type, second.data, first.position)
  put.run(first.id, first.type, first.data, second.position)
  const { stream, revision, type } = first
  return {
    sentence: `made ${type} and the ${second.type} after it change places`,
    stream,
    revision,
  }
}

/** Back to the moment of an earlier time-stamp, as a restored backup would be. */
function truncate(database: DatabaseSync, entriesOnly: boolean): Deed {
  const stamps = database
    .prepare("SELECT position FROM event WHERE stream LIKE 'stamping-%' ORDER BY position DESC")
    .all() as unknown as readonly { readonly position: number }[]
  for (const { position } of stamps) {
    const later = `FROM event WHERE position > ? AND ${LEAF}`
    const [gone] = readRows(database, `SELECT * ${later} ORDER BY position LIMIT 1`, position)
    if (gone === undefined) continue
    const cut = entriesOnly ? later : 'FROM event WHERE position > ?'
    const { changes } = database.prepare(`DELETE ${cut}`).run(position)
    const what = entriesOnly ? 'entries' : 'entries, batches and time-stamps'
    const sentence = `cut the tail: the last ${String(changes)} ${what}`
    return { sentence, stream: gone.stream, revision: gone.revision }
  }
  throw nothing()
}

/** The last entry with a neighbour after it in its stream: an opening if there is one, else any. */
function victim(database: DatabaseSync): Row {
  const followed =
    'EXISTS (SELECT 1 FROM event n WHERE n.stream = e.stream AND n.revision = e.revision + 1)'
  return readRow(
    database,
    `SELECT e.* FROM event e WHERE ${LEAF.replaceAll('stream', 'e.stream')} AND ${followed}
      AND e.revision > 0 ORDER BY e.type = 'DocumentOpened' DESC, e.position DESC LIMIT 1`,
  )
}

function readRow(
  database: DatabaseSync,
  sql: string,
  ...values: readonly (string | number)[]
): Row {
  const [row] = readRows(database, sql, ...values)
  if (row === undefined) throw nothing()
  return row
}

function readRows(
  database: DatabaseSync,
  sql: string,
  ...values: readonly (string | number)[]
): readonly Row[] {
  return database.prepare(sql).all(...values) as unknown as readonly Row[]
}

function nothing(): TamperError {
  return new TamperError('NOTHING_TO_TAMPER_WITH', 'the store holds too few entries for this')
}
