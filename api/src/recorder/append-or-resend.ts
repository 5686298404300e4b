import { setTimeout as delay } from 'node:timers/promises'
import type { AppendResult, EventStore, NewEvent } from '../event-store/event-store.js'
import { isStoreError, StoreError } from '../event-store/store-error.js'
import type { RecordedEntry } from './record-request.js'
import { RecorderError } from './recorder-error.js'

const FIRST_RESEND = 20
const LAST_RESEND = 2_000

/** Answers of the store that settle an ambiguous append for good. */
const SETTLING: ReadonlySet<string> = new Set(['EVENT_ID_REUSED', 'WRONG_REVISION'])

/**
 * Appends, and after an ambiguous answer resends the same bytes at the same revision until the store
 * says whether they are there. Durable when it resolves.
 * @throws StoreError when nothing was stored; RecorderError RECORDER_STOPPED when that is not known,
 * LEDGER_NOT_WHOLE when the engine deleted or cut the stream
 */
export async function appendOrResend(
  store: EventStore,
  stream: string,
  expectedRevision: number,
  entries: readonly RecordedEntry[],
  isStopped: () => boolean,
): Promise<AppendResult> {
  const events = entries.map(toEvent)
  let isAmbiguous = false
  for (let wait = FIRST_RESEND; ; wait = Math.min(2 * wait, LAST_RESEND)) {
    try {
      return await store.append(stream, expectedRevision, events)
    } catch (error) {
      isAmbiguous ||= isStoreError(error, 'APPEND_AMBIGUOUS')
      if (isStoreError(error, 'STREAM_DELETED')) throw notWhole(error)
      const isSettled = !(error instanceof StoreError) || SETTLING.has(error.code)
      if (!isAmbiguous || isSettled) throw error
      if (isStopped()) throw stopped(error)
      await delay(wait, undefined, { ref: false })
    }
  }
}

export function stopped(cause?: unknown): RecorderError {
  return new RecorderError('RECORDER_STOPPED', 'the recorder is stopping', { cause })
}

function notWhole(cause: StoreError): RecorderError {
  return new RecorderError('LEDGER_NOT_WHOLE', cause.message, { cause })
}

function toEvent({ id, der, envelope }: RecordedEntry): NewEvent {
  return { id, type: envelope.type, data: der, metadata: {} }
}
