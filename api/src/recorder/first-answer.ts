import {
  entryHash,
  parseEntry,
  toHex,
  type Crypto,
  type Envelope,
  type RequestReference,
} from '@contremarque/ledger'
import { ActionRefused } from '../actions/action-refused.js'
import { refusals, type RefusalCode } from '../actions/refusals.js'
import type { EventStore } from '../event-store/event-store.js'
import type { Recorded, RecordedEntry } from './record-request.js'
import { RecorderError } from './recorder-error.js'

const MAX_ENTRIES = 256

/**
 * What a request was answered the first time, from the entries that carry it.
 * @throws RecorderError IDEMPOTENCY_KEY_REUSED when it came with another body; the ActionRefused
 * that was recorded
 */
export async function readAnswer(
  { store, crypto }: { readonly store: EventStore; readonly crypto: Crypto },
  stream: string,
  revision: number,
  reference: RequestReference,
): Promise<Recorded> {
  const entries: RecordedEntry[] = []
  let position = -1n
  for (const event of await store.readStream(stream, revision, MAX_ENTRIES)) {
    const { envelope } = parseEntry(event.data, crypto)
    if (envelope.request?.key !== reference.key) break
    if (envelope.request.body !== reference.body) throw otherBody()
    const hash = toHex(entryHash(event.data, crypto))
    entries.push({ id: event.id, hash, der: event.data, envelope })
    position = event.position
  }
  const refused = entries.map(({ envelope }) => refusalOf(envelope)).find((each) => each !== null)
  if (refused) throw refused
  return { stream, entries, position, repeated: true }
}

function refusalOf({ type, data }: Envelope): ActionRefused | null {
  if (type !== 'ActionRefused') return null
  const { code, action } = data as { code: string; action: string }
  return Object.hasOwn(refusals, code) ? new ActionRefused(code as RefusalCode, action) : null
}

function otherBody(): RecorderError {
  return new RecorderError(
    'IDEMPOTENCY_KEY_REUSED',
    'this Idempotency-Key was used before with another body',
  )
}
