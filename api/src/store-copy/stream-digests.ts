import { createHash } from 'node:crypto'
import {
  START,
  type EventStore,
  type Position,
  type StoredEvent,
} from '../event-store/event-store.js'
import { missing } from '../sealing/read-back.js'

/** Events read at a time. */
export const PAGE = 1_000

export interface StreamDigest {
  /** Of the last event. */
  readonly revision: number
  /** SHA-256 over id, type and bytes of all events up to it, in order. */
  readonly digest: Uint8Array
}

/** What a store holds, as far as it was read: two that are equal hold the same bytes in the same places. */
export class StreamDigests {
  readonly streams = new Map<string, StreamDigest>()
  position: Position = START
  events = 0

  /**
   * Takes the next event of a stream.
   * @throws SealingError ENTRY_MISSING when one before it was left out
   */
  take(event: StoredEvent): StreamDigest {
    const { stream, revision, id, type, data, position } = event
    const last = this.streams.get(stream)
    const next = (last?.revision ?? -1) + 1
    if (revision !== next) throw missing(stream, next)
    const hash = createHash('sha256')
    if (last !== undefined) hash.update(last.digest)
    const digest = hash.update(`${id}\n${type}\n${data.length}\n`).update(data).digest()
    const taken = { revision, digest }
    this.streams.set(stream, taken)
    this.position = position
    this.events++
    return taken
  }

  /** Takes everything that came since. */
  async readOn(store: EventStore): Promise<void> {
    for (;;) {
      const page = await store.readAll(this.position, PAGE)
      if (page.length === 0) return
      for (const event of page) this.take(event)
    }
  }
}
