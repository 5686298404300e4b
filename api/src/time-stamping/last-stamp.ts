import {
  parseBase64,
  parseBatchRecord,
  parseCheckpoint,
  parseNote,
  parseStampRecord,
  type Anchor,
  type Crypto,
  type StampRecord,
} from '@contremarque/ledger'
import type { EventStore } from '../event-store/event-store.js'
import { TsaError } from './tsa-error.js'

/** The stamping record at the end of its stream. */
export interface LastStamp {
  readonly record: StampRecord
  readonly bytes: Uint8Array
  readonly anchor: Anchor
}

/** @throws TsaError STAMPING_BROKEN; StoreError */
export async function readLastStamp(
  store: Pick<EventStore, 'readHead' | 'readStream'>,
  streams: { readonly stamping: string; readonly sealing: string },
  crypto: Crypto,
): Promise<LastStamp | undefined> {
  const head = await store.readHead(streams.stamping)
  if (head === undefined) return undefined
  const record = parseStampRecord(head.data)
  const [batch] = await store.readStream(streams.sealing, record.lastBatch, 1)
  const isFit = record.stamp === head.revision && batch?.revision === record.lastBatch
  if (!isFit) throw new TsaError('STAMPING_BROKEN', `stamp ${record.stamp} is not in its place`)
  const { note } = parseBatchRecord(batch.data)
  return { record, bytes: head.data, anchor: anchorOf(record, note, crypto) }
}

/** The first token names the anchor: authorities stand in the order of the configuration. */
export function anchorOf({ tokens }: StampRecord, note: string, crypto: Crypto): Anchor {
  const { size, root } = parseCheckpoint(parseNote(note).text)
  const token = parseBase64(tokens[0]?.token ?? '')
  return { size, root: root.toHex(), token: crypto.digest('sha-256', token).toHex() }
}
