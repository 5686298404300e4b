import type { Position, StoredEvent } from './event-store.js'

/** A stored event as a row: untrusted, `data` included. */
export interface EventRow extends EventPlace {
  readonly data: Uint8Array
}

export interface EventPlace {
  readonly stream: string
  readonly revision: number
}

/**
 * A store as it stood at the moment of opening, writing nothing; a server may be running on it. For
 * verification and rebuilding, not for serving.
 */
export interface LogReader {
  /** At most `limit` events of a stream between two revisions, both included; those that are there. */
  readRange(stream: string, from: number, to: number, limit: number): Promise<readonly EventRow[]>

  /** Where every event stands, page by page, in an order of the engine's. */
  places(): AsyncIterable<readonly EventPlace[]>

  /** At most `limit` events after a position, in position order. */
  readAll(after: Position, limit: number): Promise<readonly StoredEvent[]>

  close(): Promise<void>
}
