import type { BatchRecord, ClosingRecord } from '@contremarque/ledger'
import type { StoredEvent } from '../event-store/event-store.js'
import type { MerkleTiles } from './merkle-tiles.js'
import type { PendingLeaves } from './pending-leaves.js'
import type { ReadModelFile } from './read-model-file.js'
import type { StreamTable } from './stream-table.js'

export interface SealingTables {
  readonly file: ReadModelFile
  readonly streams: StreamTable
  readonly pending: PendingLeaves
  readonly tiles: MerkleTiles
  readonly alarm: (alarm: Alarm) => void
}

export interface Alarm {
  readonly stream: string
  readonly revision: number
  readonly code: string
  readonly message: string
}

/**
 * Places the leaves of a batch in the tree. What does not fit raises an alarm; only `verify` judges.
 *
 * @returns the leaf hashes in leaf order; undefined when the batch was not placed
 */
export function projectBatch(
  record: BatchRecord,
  { stream, revision }: StoredEvent,
  tables: SealingTables,
): Uint8Array[] | undefined {
  const { file, tiles } = tables
  const expected = nextBatch(file)
  if (record.batch !== expected.batch || record.first !== expected.leaf) {
    const message = `expected batch ${expected.batch} from leaf ${expected.leaf}`
    tables.alarm({ stream, revision, code: 'BATCH_OUT_OF_PLACE', message })
    return undefined
  }
  const leaves = placeRanges(record, tables)
  if (leaves.length > 0) tiles.append(record.first, leaves)
  file.run(
    'INSERT INTO batches (batch, first_leaf, count, note, sealed_at) VALUES (?, ?, ?, ?, ?)',
    record.batch,
    record.first,
    record.count,
    record.note,
    Date.parse(record.sealedAt),
  )
  return leaves
}

/** The ledger left this store: there is nothing to place. A record that does not fit raises an alarm. */
export function projectClosing(
  { size }: ClosingRecord,
  { stream, revision }: StoredEvent,
  file: ReadModelFile,
  alarm: SealingTables['alarm'],
): void {
  const expected = nextBatch(file)
  if (size === expected.leaf && revision === expected.batch) return
  const message = `expected the end behind batch ${expected.batch - 1} at leaf ${expected.leaf}`
  alarm({ stream, revision, code: 'CLOSING_OUT_OF_PLACE', message })
}

/** Returns the leaf hashes in leaf order. */
function placeRanges(record: BatchRecord, tables: SealingTables): Uint8Array[] {
  const leaves: Uint8Array[] = []
  for (const { stream: name, from, to } of record.ranges) {
    const stream = tables.streams.of(name)
    tables.file.run(
      'INSERT INTO ranges (first_leaf, stream, first_revision, last_revision, batch) VALUES (?, ?, ?, ?, ?)',
      record.first + leaves.length,
      stream.id,
      from,
      to,
      record.batch,
    )
    for (let revision = from; revision <= to; revision++) {
      leaves.push(tables.pending.take(stream.id, revision) ?? missing(name, revision, tables))
    }
    stream.sealed = Math.max(stream.sealed, to + 1)
    tables.streams.markChanged(stream)
  }
  return leaves
}

/** Keeps the tree's shape; no proof of a neighbour will verify, which is as it should be. */
function missing(stream: string, revision: number, { alarm }: SealingTables): Uint8Array {
  const message = 'a batch lists an entry that the store does not have'
  alarm({ stream, revision, code: 'ENTRY_MISSING', message })
  return new Uint8Array(32)
}

/** What the next batch must be. */
export function nextBatch(file: ReadModelFile): { batch: number; leaf: number } {
  const last = file.get<{ batch: number; leaf: number }>(
    'SELECT batch + 1 AS batch, first_leaf + count AS leaf FROM batches ORDER BY batch DESC LIMIT 1',
  )
  return last ?? { batch: 0, leaf: 0 }
}
