import { EMPTY, NEVER, type Observable } from 'rxjs'
import { checkAppend } from '../src/event-store/check-append.js'
import type {
  AppendResult,
  EventStore,
  NewEvent,
  Position,
  StoredEvent,
} from '../src/event-store/event-store.js'
import { StoreError, type StoreErrorCode } from '../src/event-store/store-error.js'

/** What the store does to the next append: fail without storing, or store and not say so. */
export type Fault = { readonly code: StoreErrorCode; readonly stored: boolean }

/** Streams in memory, without subscriptions, with faults to order: for specs of the recorder. */
export class MemoryEventStore implements EventStore {
  readonly interference$ = NEVER
  readonly events: StoredEvent[] = []
  readonly faults: Fault[] = []
  /** Event ids of every append asked for, in order. */
  readonly asked: string[][] = []
  /** Called before each append is looked at. */
  onAppend: () => Promise<void> = () => Promise.resolve()

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    checkAppend(stream, expectedRevision, events)
    this.asked.push(events.map(({ id }) => id))
    await this.onAppend()
    const fault = this.faults.shift()
    if (fault !== undefined && !fault.stored)
      throw new StoreError(fault.code, 'ordered by the test')
    const result = this.store(stream, expectedRevision, events)
    if (fault !== undefined) throw new StoreError(fault.code, 'ordered by the test')
    return result
  }

  /** As another writer would. */
  store(stream: string, expectedRevision: number, events: readonly NewEvent[]): AppendResult {
    const known = this.of(stream)
    const repeated = known.slice(expectedRevision + 1, expectedRevision + 1 + events.length)
    if (repeated.length === events.length && repeated.every(({ id }, i) => id === events[i]!.id)) {
      const last = repeated.at(-1)!
      return { revision: last.revision, position: last.position }
    }
    const actual = known.length - 1
    if (actual !== expectedRevision) {
      throw new StoreError('WRONG_REVISION', `expected ${expectedRevision}, got ${actual}`, {
        details: { expected: expectedRevision, actual },
      })
    }
    for (const { id, type, data } of events) {
      const position = BigInt(this.events.length)
      this.events.push({ stream, revision: this.of(stream).length, position, id, type, data })
    }
    const last = this.events.at(-1)!
    return { revision: last.revision, position: last.position }
  }

  async readStream(stream: string, from: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.of(stream).slice(from, from + limit)
  }

  async readHead(stream: string): Promise<StoredEvent | undefined> {
    return this.of(stream).at(-1)
  }

  async readAt(position: Position): Promise<StoredEvent | undefined> {
    return this.events.find((event) => event.position === position)
  }

  async readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    return this.events.slice(Number(after) + 1, Number(after) + 1 + limit)
  }

  async headPosition(): Promise<Position> {
    return BigInt(this.events.length - 1)
  }

  subscribe(): Observable<Position> {
    return EMPTY
  }

  async close(): Promise<void> {}

  private of(stream: string): StoredEvent[] {
    return this.events.filter((event) => event.stream === stream)
  }
}
