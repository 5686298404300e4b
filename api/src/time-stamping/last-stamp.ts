import {
  parseBase64,
  parseBatchRecord,
  parseCheckpoint,
  parseNote,
  parseStampingRecord,
  recordHash,
  STAMP_VERSION,
  type Anchor,
  type Crypto,
  type StampingRecord,
  type StampRecord,
} from '@contremarque/ledger'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import type { LedgerAlarm } from '../sealing/sealing-error.js'
import { TsaError } from './tsa-error.js'

/** The record at the end of the stamping stream: what the next one names. */
export interface StampingEnd {
  readonly revision: number
  readonly hash: string
}

/** The last stamp, and the end of its stream: revocation data may stand behind it. */
export interface LastStamp extends StampingEnd {
  readonly record: StampRecord
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
  const { record, revision } = await stampBefore(head, store, streams.stamping)
  const [batch] = await store.readStream(streams.sealing, record.lastBatch, 1)
  const isFit = record.stamp === revision && batch?.revision === record.lastBatch
  if (!isFit) throw new TsaError('STAMPING_BROKEN', `stamp ${record.stamp} is not in its place`)
  const { note } = parseBatchRecord(batch.data)
  const hash = recordHash(head.data, crypto)
  return { record, revision: head.revision, hash, anchor: anchorOf(record, note, crypto) }
}

/** The stamp at this event, or the nearest before it. */
async function stampBefore(
  end: StoredEvent,
  store: Pick<EventStore, 'readStream'>,
  stream: string,
): Promise<{ readonly record: StampRecord; readonly revision: number }> {
  for (let event: StoredEvent | undefined = end; event !== undefined;) {
    const record = recordIn(event)
    const { revision } = event
    if (record.v === STAMP_VERSION) return { record, revision }
    const before: readonly StoredEvent[] =
      revision === 0 ? [] : await store.readStream(stream, revision - 1, 1)
    event = before[0]
  }
  throw new TsaError('STAMPING_BROKEN', `no stamp stands before ${end.stream}@${end.revision}`)
}

/** What people must be told of a stamping stream that is not what it should be. */
export function alarmOf(error: unknown, now: number): LedgerAlarm | undefined {
  if (!(error instanceof TsaError)) return undefined
  return { code: 'STAMP_BROKEN', message: error.message, since: new Date(now).toISOString() }
}

/** Whoever may append can write anything. */
function recordIn({ stream, revision, data }: StoredEvent): StampingRecord {
  try {
    return parseStampingRecord(data)
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
