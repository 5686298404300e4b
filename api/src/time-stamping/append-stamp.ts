import {
  encodeRecord,
  equalBytes,
  parseHex,
  recordHash,
  storeEventId,
  type Crypto,
  type StampRecord,
} from '@contremarque/ledger'
import type { EventStore, Position } from '../event-store/event-store.js'
import { isStoreError } from '../event-store/store-error.js'

/** A stamping record as it stands in the store, with its hash, which the next one names. */
export interface StoredStamp {
  readonly record: StampRecord
  readonly hash: string
}

/**
 * Durable when it resolves.
 * @throws StoreError WRONG_REVISION when another node has stamped
 */
export async function appendStamp(
  record: StampRecord,
  store: Pick<EventStore, 'append' | 'readHead'>,
  stream: string,
  crypto: Crypto,
): Promise<StoredStamp & { readonly position: Position }> {
  const data = encodeRecord(record)
  const hash = recordHash(data, crypto)
  const id = storeEventId(parseHex(hash))
  const events = [{ id, type: 'BatchesStamped', data, metadata: { stamp: record.stamp } }]
  const append = () => store.append(stream, record.stamp - 1, events)
  try {
    return { record, hash, position: (await append()).position }
  } catch (error) {
    if (!isStoreError(error, 'APPEND_AMBIGUOUS')) throw error
    // Stored or not: the same bytes at the same place answer it either way.
    const head = await store.readHead(stream)
    const isStored = head?.revision === record.stamp && equalBytes(head.data, data)
    const position = isStored ? head.position : (await append()).position
    return { record, hash, position }
  }
}
