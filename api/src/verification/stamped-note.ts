import {
  encodeUtf8,
  evidenceTree,
  parseBatchRecord,
  parseStampRecord,
  toHex,
  type Crypto,
  type StampedNote,
} from '@contremarque/ledger'
import type { EventStore } from '../event-store/event-store.js'
import { readRange } from '../sealing/read-back.js'

/** What reading stamps from the store needs. */
export interface StampSource {
  readonly store: EventStore
  readonly crypto: Crypto
  readonly streams: { readonly sealing: string; readonly stamping: string }
}

/**
 * The checkpoint that a stamping record covers, with what leads from it to the imprint of its tokens.
 * Reads all entries of the run: the path is made of their digests.
 */
export async function readStampedNote(stamp: number, source: StampSource): Promise<StampedNote> {
  const { store, crypto, streams } = source
  const [stored] = await store.readStream(streams.stamping, stamp, 1)
  const { firstBatch, lastBatch, tokens } = parseStampRecord(stored!.data)
  const digests: Uint8Array[] = []
  let note = ''
  for (let batch = firstBatch; batch <= lastBatch; batch++) {
    const [event] = await store.readStream(streams.sealing, batch, 1)
    const record = parseBatchRecord(event!.data)
    note = record.note
    for (const range of record.ranges) {
      for (const { data } of await readRange(store, range)) {
        digests.push(crypto.digest('sha-256', data))
      }
    }
  }
  digests.push(crypto.digest('sha-256', encodeUtf8(note)))
  const path = evidenceTree(digests, crypto).path(digests.length - 1)
  return { note, path: path.map(toHex), tokens }
}
