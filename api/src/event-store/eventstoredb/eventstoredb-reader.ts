import { START, type EventStore, type Position, type StoredEvent } from '../event-store.js'
import type { EventPlace, EventRow, LogReader } from '../log-reader.js'
import { StoreError } from '../store-error.js'
import { openEventStoreDbStore } from './eventstoredb-event-store.js'
import type { EventStoreDbSettings } from './settings.js'

/** Places in a page. */
const PAGE = 1_024

/** An EventStoreDB as it stood when it was opened: what came later is left out. */
export class EventStoreDbReader implements LogReader {
  private constructor(
    private readonly store: EventStore,
    private readonly end: Position,
  ) {}

  /** @throws StoreError, also when it holds nothing at all: an address of another server proves nothing */
  static async open(settings: EventStoreDbSettings): Promise<EventStoreDbReader> {
    const store = await openEventStoreDbStore(settings)
    const end = await store.headPosition()
    if (end !== START) return new EventStoreDbReader(store, end)
    await store.close()
    throw new StoreError('STORE_UNAVAILABLE', 'the EventStoreDB named holds no ledger')
  }

  async readRange(
    stream: string,
    from: number,
    to: number,
    limit: number,
  ): Promise<readonly EventRow[]> {
    const count = Math.min(limit, to - from + 1)
    const events = await this.store.readStream(stream, from, count)
    return this.until(events).filter(({ revision }) => revision <= to)
  }

  async *places(): AsyncIterable<readonly EventPlace[]> {
    for (let after = START; ;) {
      const page = await this.readAll(after, PAGE)
      const last = page.at(-1)
      if (last === undefined) return
      after = last.position
      yield page
    }
  }

  async readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    return this.until(await this.store.readAll(after, limit))
  }

  close(): Promise<void> {
    return this.store.close()
  }

  private until(events: readonly StoredEvent[]): readonly StoredEvent[] {
    return events.filter(({ position }) => position <= this.end)
  }
}
