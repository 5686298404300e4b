import { isUuid } from '@contremarque/ledger'
import type { NewEvent } from './event-store.js'
import { StoreError } from './store-error.js'

/** Bytes of data in one append, all events together: what the strictest engine takes. */
export const MAX_APPEND_BYTES = 1_048_576

/** Events in one append. */
export const MAX_APPEND_EVENTS = 1_024

const streamName = /^[a-z]+-[A-Za-z0-9-]{1,200}$/
const typeName = /^[A-Za-z][A-Za-z0-9]{0,99}$/

/**
 * Refuses before anything is sent what one of the engines would refuse, or take and bend.
 * @throws StoreError EVENT_INVALID, EVENT_TOO_LARGE, EVENT_ID_REUSED
 */
export function checkAppend(
  stream: string,
  expectedRevision: number,
  events: readonly NewEvent[],
): void {
  if (!streamName.test(stream)) throw invalid('expected a stream named <category>-<id>')
  if (!Number.isSafeInteger(expectedRevision) || expectedRevision < -1) {
    throw invalid('expected a revision from -1')
  }
  if (events.length === 0) throw invalid('expected at least one event')
  checkSize(events)
  const ids = new Set<string>()
  for (const event of events) {
    if (!isUuid(event.id)) throw invalid('expected a lower-case uuid as id')
    if (!typeName.test(event.type)) throw invalid('expected a type of letters and digits')
    ids.add(event.id)
  }
  if (ids.size !== events.length) {
    throw new StoreError('EVENT_ID_REUSED', 'the same id stands twice in one append')
  }
}

function checkSize(events: readonly NewEvent[]): void {
  let bytes = 0
  for (const event of events) bytes += event.data.length
  if (bytes > MAX_APPEND_BYTES || events.length > MAX_APPEND_EVENTS) {
    throw new StoreError(
      'EVENT_TOO_LARGE',
      `expected at most ${MAX_APPEND_BYTES} bytes in ${MAX_APPEND_EVENTS} events, got ${bytes} in ${events.length}`,
      { details: { bytes, events: events.length } },
    )
  }
}

function invalid(message: string): StoreError {
  return new StoreError('EVENT_INVALID', message)
}
