import {
  ALGORITHMS,
  CLOSED_VERSION,
  encodeRecord,
  parseBatchRecord,
  parseHex,
  recordHash,
  storeEventId,
  type ClosingRecord,
  type Crypto,
} from '@contremarque/ledger'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'

/**
 * Ends a sealing stream behind its last batch: whoever finds the record seals nothing there any more.
 * @throws StoreError WRONG_REVISION when somebody sealed after that batch
 */
export async function closeSealing(
  store: EventStore,
  { stream, revision, data: last }: StoredEvent,
  { crypto, now }: { readonly crypto: Crypto; readonly now: number },
): Promise<void> {
  const { origin, first, count } = parseBatchRecord(last)
  const record: ClosingRecord = {
    v: CLOSED_VERSION,
    origin,
    algorithms: ALGORITHMS,
    size: first + count,
    closedAt: new Date(now).toISOString(),
    previous: recordHash(last, crypto),
  }
  const data = encodeRecord(record)
  const id = storeEventId(parseHex(recordHash(data, crypto)))
  await store.append(stream, revision, [{ id, type: 'LedgerClosed', data, metadata: {} }])
}
