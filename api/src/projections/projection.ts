import type { Position, StoredEvent } from '../event-store/event-store.js'
import type { Change } from './change.js'

/** Writes the log into one read-model file, here or in a thread of its own. */
export interface Projection {
  /** Where the file stood when it was opened. */
  readonly begin: Position
  /**
   * Stores a page, all of it or nothing; pages come one at a time, in order.
   *
   * @returns what queries see from now on
   */
  apply(page: readonly StoredEvent[]): Promise<readonly Change[]>
  /** Rejects when no page can be stored any more, also between two pages; nothing but closing is left then. */
  readonly broken: Promise<never>
  /** The page in hand finishes first. */
  close(): Promise<void>
}
