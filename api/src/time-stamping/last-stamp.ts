import {
  parseBase64,
  parseBatchRecord,
  parseCheckpoint,
  parseNote,
  parseStampRecord,
  recordHash,
  type Anchor,
  type Crypto,
  type StampRecord,
} from '@contremarque/ledger'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import type { LedgerAlarm } from '../sealing/sealing-error.js'
import type { StoredStamp } from './append-stamp.js'
import { TsaError } from './tsa-error.js'

/** The stamping record at the end of its stream. */
export interface LastStamp extends StoredStamp {
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
  const record = recordIn(head)
  const [batch] = await store.readStream(streams.sealing, record.lastBatch, 1)
  const isFit = record.stamp === head.revision && batch?.revision === record.lastBatch
  if (!isFit) throw new TsaError('STAMPING_BROKEN', `stamp ${record.stamp} is not in its place`)
  const { note } = parseBatchRecord(batch.data)
  return { record, hash: recordHash(head.data, crypto), anchor: anchorOf(record, note, crypto) }
}

/** What people must be told of a stamping stream that is not what it should be. */
export function alarmOf(error: unknown, now: number): LedgerAlarm | undefined {
  if (!(error instanceof TsaError)) return undefined
  return { code: 'STAMP_BROKEN', message: error.message, since: new Date(now).toISOString() }
}

/** Whoever may append can write anything. */
function recordIn({ stream, revision, data }: StoredEvent): StampRecord {
  try {
    return parseStampRecord(data)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TsaError('STAMPING_BROKEN', `${stream}@${revision}: ${reason}`, { cause })
  }
}

/** The first token names the anchor: authorities stand in the order of the configuration. */
export function anchorOf({ tokens }: StampRecord, note: string, crypto: Crypto): Anchor {
  const { size, root } = parseCheckpoint(parseNote(note).text)
  const token = parseBase64(tokens[0]?.token ?? '')
  return { size, root: root.toHex(), token: crypto.digest('sha-256', token).toHex() }
}
