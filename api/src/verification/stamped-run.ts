import {
  encodeUtf8,
  parseBatchRecord,
  parseStampRecord,
  type Crypto,
  type StampRecord,
} from '@contremarque/ledger'
import type { EventStore } from '../event-store/event-store.js'
import { readRange } from '../sealing/read-back.js'

/** What reading stamps from the store needs. */
export interface StampSource {
  readonly store: EventStore
  readonly crypto: Crypto
  readonly streams: { readonly sealing: string; readonly stamping: string }
}

/** What one stamping record is over. */
export interface StampedRun {
  readonly record: StampRecord
  /** Of the last batch: the last data object. */
  readonly note: string
  /** SHA-256 of every data object, in the order of the tree (FORMATS §6). */
  readonly digests: readonly Uint8Array[]
}

export async function readStamp(
  stamp: number,
  { store, streams }: StampSource,
): Promise<StampRecord> {
  const [stored] = await store.readStream(streams.stamping, stamp, 1)
  return parseStampRecord(stored!.data)
}

/** Reads all entries of the run. */
export async function readStampedRun(stamp: number, source: StampSource): Promise<StampedRun> {
  const { store, crypto, streams } = source
  const record = await readStamp(stamp, source)
  const digests: Uint8Array[] = []
  let note = ''
  for (let batch = record.firstBatch; batch <= record.lastBatch; batch++) {
    const [event] = await store.readStream(streams.sealing, batch, 1)
    const { note: signed, ranges } = parseBatchRecord(event!.data)
    note = signed
    for (const range of ranges) {
      for (const { data } of await readRange(store, range)) {
        digests.push(crypto.digest('sha-256', data))
      }
    }
  }
  digests.push(crypto.digest('sha-256', encodeUtf8(note)))
  return { record, note, digests }
}
