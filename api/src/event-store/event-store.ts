import type { Observable } from 'rxjs'
import type { Interference } from './interference.js'

/**
 * Where entries and records are kept. Two engines stand behind this port: SQLite (embedded) and
 * EventStoreDB; both run `event-store.contract.ts`. Whatever is read here is final: an adapter
 * never hands out what may still vanish (it reads from the leader).
 */
export interface EventStore {
  /**
   * Appends `events` to one stream in one durable step, all or none. Resolves only after the flush.
   * A repeat with the same ids at the same expected revision and the same bytes answers as the
   * first time and stores nothing again.
   *
   * @param expectedRevision revision of the last event in the stream, -1 when it must not exist
   * @throws StoreError WRONG_REVISION (with `expected`, `actual`), APPEND_AMBIGUOUS (may be stored: resend
   * the same bytes), STORE_UNAVAILABLE, STREAM_DELETED, EVENT_TOO_LARGE, EVENT_ID_REUSED
   */
  append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult>

  /** At most `limit` events of one stream from revision `from`, in order; empty past the end or without the stream. */
  readStream(stream: string, from: number, limit: number): Promise<readonly StoredEvent[]>

  /** The last event of a stream, or undefined. */
  readHead(stream: string): Promise<StoredEvent | undefined>

  /** At most `limit` events of all our streams after a position, in position order. */
  readAll(after: Position, limit: number): Promise<readonly StoredEvent[]>

  /** The event of ours at exactly this position; undefined where there is none, also when it is no position of this store. */
  readAt(position: Position): Promise<StoredEvent | undefined>

  /**
   * Catch-up, then live, over all our streams. `handle` gets pages in position order, never two at a
   * time; the next page is fetched only when it has settled (back-pressure). Emits the position of
   * each page handled. A failure of `handle` or of the store errors the observable; whoever
   * subscribes again from the last emitted position loses and doubles nothing. Unsubscribing lets a
   * page in hand finish. Errors with StoreError POSITION_UNKNOWN where an engine can tell that the
   * position is none of its log, or no longer.
   *
   * @param isKnown whether everything up to `after` was read before, by an earlier process, and nothing stood
   * there that `interference$` tells
   */
  subscribe(after: Position, handle: PageHandler, isKnown?: boolean): Observable<Position>

  /** Position of the newest event, or `START` when empty. */
  headPosition(): Promise<Position>

  /**
   * What administrators of the engine did that stands at the moment, again at every change, as far as
   * subscriptions have read; an engine without any says nothing.
   */
  readonly interference$: Observable<readonly Interference[]>

  close(): Promise<void>
}

/** Progress over the whole store, comparable with `<`; only its order means something. */
export type Position = bigint

/** Before the first event. */
export const START: Position = -1n

export type PageHandler = (page: readonly StoredEvent[]) => Promise<void>

export interface NewEvent {
  /** Cut from the entry hash, so that the same id means the same bytes (FORMATS §2). */
  readonly id: string
  readonly type: string
  readonly data: Uint8Array
  /** Advisory, for people and filters; never evidence, never personal. */
  readonly metadata: Readonly<Record<string, string | number>>
}

export interface StoredEvent {
  readonly stream: string
  readonly revision: number
  readonly position: Position
  readonly id: string
  readonly type: string
  readonly data: Uint8Array
}

export interface AppendResult {
  /** Revision of the last event appended. */
  readonly revision: number
  readonly position: Position
}
