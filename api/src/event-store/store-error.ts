import { LedgerError } from '@contremarque/ledger'
import type { Position } from './event-store.js'

export type StoreErrorCode =
  /** Whether the append was stored is not known: resend the same bytes at the same revision. */
  | 'APPEND_AMBIGUOUS'
  /** The same id is already there with other bytes, or twice in one append. */
  | 'EVENT_ID_REUSED'
  /** Empty append, or a stream name, type or id the engines do not take. */
  | 'EVENT_INVALID'
  /** More data in one append than the engines take. */
  | 'EVENT_TOO_LARGE'
  /** No event of this store ends there: the position is another store's, or this one was put back. */
  | 'POSITION_UNKNOWN'
  /** The engine refuses: the credentials are wrong or lack a right. Nothing was stored. */
  | 'STORE_DENIED'
  /** The file is no event store of ours, or is damaged. */
  | 'STORE_MALFORMED'
  /** The address of the engine cannot be used as it is. */
  | 'STORE_SETTINGS_INVALID'
  /** Cannot be opened or written, or is closed: nothing was stored. */
  | 'STORE_UNAVAILABLE'
  /** TLS with the engine cannot come about as asked: only a person can mend it. */
  | 'STORE_UNTRUSTED'
  /** Made by another version of the program. */
  | 'STORE_VERSION_UNSUPPORTED'
  /** The stream was deleted, or cut, in the engine. */
  | 'STREAM_DELETED'
  /** The stream has another head: `details.expected`, `details.actual` (-1 without the stream). */
  | 'WRONG_REVISION'

/** What the store answers instead of a result. */
export class StoreError extends LedgerError<StoreErrorCode> {}

/** Whether an error is a StoreError of that code. */
export function isStoreError(error: unknown, code: StoreErrorCode): error is StoreError {
  return error instanceof StoreError && error.code === code
}

/** Whether waiting mends nothing, because a person has to. */
export function wantsPerson(error: unknown): boolean {
  return isStoreError(error, 'STORE_DENIED') || isStoreError(error, 'STORE_UNTRUSTED')
}

export function positionUnknown(position: Position): StoreError {
  const message = `no event of this store ends at position ${position}: it is another store's, or this one was put back`
  return new StoreError('POSITION_UNKNOWN', message)
}
