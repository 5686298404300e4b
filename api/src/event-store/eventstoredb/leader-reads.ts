import {
  BACKWARDS,
  END,
  ErrorType,
  FORWARDS,
  START as FIRST,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type ResolvedEvent,
  type StreamingRead,
} from '@eventstore/db-client'
import { START, type Position, type StoredEvent } from '../event-store.js'
import { positionUnknown, StoreError } from '../store-error.js'
import { isNoPosition, isType, readFailure } from './call-error.js'
import type { Connection } from './connection.js'
import type { Credentials } from './settings.js'
import type { Passed } from './sentinel.js'
import { isOurs, positionOf, toStoredEvent, type Recorded } from './stored-event.js'

/** A stretch of the transaction log. */
export interface Stretch {
  /** What is ours in it. */
  readonly events: readonly StoredEvent[]
  /** Position of the last event looked at, ours or not. */
  readonly until: Position
  /** Whether nothing stood behind it. */
  readonly isEnd: boolean
}

/** Sees all that is read from the log. */
interface LogWatcher {
  take(passed: Passed): void
}

/** Fewer events than this in a call leave most of its cost to the call. */
const MIN_STRETCH = 64

/**
 * Reads from the leader only. A node that was cut off may show events that later vanish, and one that is no
 * leader refuses a read that requires it: what is read here stays (DESIGN, phantom reads).
 */
export class LeaderReads {
  private readonly options: {
    readonly requiresLeader: true
    /** Anybody may write a link: it is what was written, not what it points at. */
    readonly resolveLinkTos: false
    readonly credentials?: Credentials
  }

  constructor(
    private readonly connection: Connection,
    private readonly limit: number,
    credentials: Credentials | undefined,
    private readonly watcher: LogWatcher,
  ) {
    this.options = {
      requiresLeader: true,
      resolveLinkTos: false,
      ...(credentials !== undefined && { credentials }),
    }
  }

  /**
   * At most `count` events of one stream from a revision; empty without the stream, and where it was
   * deleted or truncated: that something is missing is told by who knows what should be there.
   * @throws StoreError STORE_UNAVAILABLE, STORE_DENIED
   */
  async stream(stream: string, from: number, count: number): Promise<readonly StoredEvent[]> {
    if (count === 0) return []
    const events = await this.read((client) =>
      client.readStream(stream, {
        ...this.options,
        direction: FORWARDS,
        fromRevision: BigInt(from),
        maxCount: count,
      }),
    )
    return events.filter(isOurs).map(toStoredEvent)
  }

  /** @throws StoreError STORE_UNAVAILABLE, STORE_DENIED */
  async head(stream: string): Promise<StoredEvent | undefined> {
    const event = await this.last(stream)
    return event !== undefined && isOurs(event) ? toStoredEvent(event) : undefined
  }

  /**
   * Metadata of a stream as they stand, untrusted; undefined when there are none.
   * @throws StoreError STORE_UNAVAILABLE, STORE_DENIED
   */
  async metadata(stream: string): Promise<unknown> {
    return (await this.last(`$$${stream}`))?.data
  }

  /**
   * What stands after a position, about `count` events of it. The client's `readAll` takes no filter,
   * and begins with the event at the position.
   * @throws StoreError STORE_UNAVAILABLE, STORE_DENIED, POSITION_UNKNOWN
   */
  async after(position: Position, count: number): Promise<Stretch> {
    const maxCount = Math.max(count, MIN_STRETCH) + 1
    const fromPosition = position === START ? FIRST : { commit: position, prepare: position }
    const read = await this.read((client) =>
      client.readAll({ ...this.options, direction: FORWARDS, fromPosition, maxCount }),
    ).catch((error: unknown) => {
      throw isOfNoPosition(error) ? positionUnknown(position) : error
    })
    let until = position
    const events: StoredEvent[] = []
    const others: Recorded[] = []
    for (const event of read) {
      // Nothing twice, whatever the server sends.
      if (positionOf(event) <= until) continue
      until = positionOf(event)
      if (isOurs(event)) events.push(toStoredEvent(event))
      else others.push(event)
    }
    this.watcher.take({ after: position, until, ours: events[0]?.position, others })
    return { events, until, isEnd: read.length < maxCount }
  }

  /**
   * The event of ours at exactly this position. What is no position of its log makes the server fail.
   * @throws StoreError STORE_UNAVAILABLE, STORE_DENIED
   */
  async at(position: Position): Promise<StoredEvent | undefined> {
    const fromPosition = { commit: position, prepare: position }
    try {
      const [event] = await this.read((client) =>
        client.readAll({ ...this.options, direction: FORWARDS, fromPosition, maxCount: 1 }),
      )
      const isThere = event !== undefined && isOurs(event) && positionOf(event) === position
      return isThere ? toStoredEvent(event) : undefined
    } catch (error) {
      if (isOfNoPosition(error)) return undefined
      throw error
    }
  }

  /** Position of the newest event, ours or not. */
  async tail(): Promise<Position> {
    const [last] = await this.backwards(END, 1)
    return last === undefined ? START : positionOf(last)
  }

  /** Position of our newest event, or `START`. */
  async newest(): Promise<Position> {
    let from: Parameters<LeaderReads['backwards']>[0] = END
    for (;;) {
      const read: AllStreamResolvedEvent['event'][] = await this.backwards(from, MIN_STRETCH)
      const found = read.find((event) => event !== undefined && isOurs(event))
      if (found !== undefined) return positionOf(found)
      const first = read.at(-1)
      if (first === undefined || read.length < MIN_STRETCH) return START
      from = first.position
    }
  }

  private async last(stream: string): Promise<Recorded | undefined> {
    const [event] = await this.read((client) =>
      client.readStream(stream, {
        ...this.options,
        direction: BACKWARDS,
        fromRevision: END,
        maxCount: 1,
      }),
    )
    return event
  }

  private backwards(from: typeof END | { commit: bigint; prepare: bigint }, maxCount: number) {
    return this.read((client) =>
      client.readAll({ ...this.options, direction: BACKWARDS, fromPosition: from, maxCount }),
    )
  }

  private async read<E extends ResolvedEvent | AllStreamResolvedEvent>(
    open: (client: EventStoreDBClient) => StreamingRead<E>,
  ): Promise<NonNullable<E['event']>[]> {
    try {
      return await this.connection.call(this.limit, (client, signal) =>
        collect(open(client), signal),
      )
    } catch (error) {
      const isMissing = isType(error, ErrorType.STREAM_NOT_FOUND)
      if (isMissing || isType(error, ErrorType.STREAM_DELETED)) return []
      throw readFailure(error)
    }
  }
}

function isOfNoPosition(error: unknown): boolean {
  return error instanceof StoreError && isNoPosition(error.cause)
}

async function collect<E extends ResolvedEvent | AllStreamResolvedEvent>(
  reading: StreamingRead<E>,
  signal: AbortSignal,
): Promise<NonNullable<E['event']>[]> {
  // An error that comes when nobody listens any more would end the process.
  reading.on('error', () => undefined)
  const cancel = (): void => {
    reading.cancel().catch(() => undefined)
    reading.destroy()
  }
  signal.addEventListener('abort', cancel)
  try {
    const events: NonNullable<E['event']>[] = []
    for await (const { event } of reading) if (event !== undefined) events.push(event)
    return events
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}
