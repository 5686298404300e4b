import { defer, type Observable } from 'rxjs'
import { catchUp, type CatchUpSource } from '../catch-up.js'
import { checkAppend } from '../check-append.js'
import {
  START,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type PageHandler,
  type Position,
  type StoredEvent,
} from '../event-store.js'
import type { Interference } from '../interference.js'
import { isStoreError, StoreError } from '../store-error.js'
import { Appender } from './appender.js'
import { CallTimeout, wasNotSent } from './call-error.js'
import { Connection } from './connection.js'
import { LeaderReads } from './leader-reads.js'
import { patiently } from './patience.js'
import { Sentinel } from './sentinel.js'
import { assertServerVersion } from './server-version.js'
import type { EventStoreDbSettings } from './settings.js'
import { TailWatch } from './tail-watch.js'
import { untrusted } from './tls-fault.js'

export type { EventStoreDbSettings } from './settings.js'

const APPEND_LIMIT = 10_000
const READ_LIMIT = 5_000
const PATIENCE = 15_000
/** Events handed to a subscriber at a time. */
const PAGE = 512

/**
 * Opens a ledger's event store on an EventStoreDB that holds nothing but this ledger.
 * @param onUntried told of a server newer than any that was tried
 * @throws StoreError STORE_SETTINGS_INVALID; STORE_UNAVAILABLE when no leader answers; STORE_DENIED;
 * STORE_VERSION_UNSUPPORTED
 */
export async function openEventStoreDbStore(
  settings: EventStoreDbSettings,
  onUntried?: (reason: string) => void,
): Promise<EventStoreDbStore> {
  const connection = new Connection(settings)
  const { readLimit = READ_LIMIT, credentials } = settings
  const sentinel = new Sentinel(credentials?.username)
  const reads = new LeaderReads(connection, readLimit, credentials, sentinel)
  try {
    const tail = await reads.tail().catch((error: unknown) => {
      // A silent connection is thrown away by now; a new one is worth a try.
      if (error instanceof StoreError && error.cause instanceof CallTimeout) return reads.tail()
      throw error
    })
    await assertServerVersion(connection, onUntried)
    sentinel.opened(tail)
    return new EventStoreDbStore(connection, reads, settings, tail, sentinel)
  } catch (error) {
    connection.close()
    throw error
  }
}

/** EventStoreDB behind the port: leader reads, unary appends, positions of its transaction log. */
export class EventStoreDbStore implements EventStore {
  private readonly appender: Appender
  private readonly closing = new AbortController()
  private readonly pending = new Set<Promise<unknown>>()
  private readonly watch: TailWatch
  private readonly url: string
  private readonly patience: number
  private closed: Promise<void> | undefined

  constructor(
    private readonly connection: Connection,
    private readonly reads: LeaderReads,
    settings: EventStoreDbSettings,
    tail: Position,
    private readonly sentinel: Sentinel,
  ) {
    const { url, credentials, appendLimit = APPEND_LIMIT, patience = PATIENCE } = settings
    this.url = url
    this.patience = patience
    this.appender = new Appender(connection, reads, appendLimit, credentials)
    this.watch = new TailWatch(
      () => this.trusting(() => reads.tail()),
      this.closing.signal,
      tail,
      (known) => this.sentinel.takePutBack(known),
    )
  }

  get interference$(): Observable<readonly Interference[]> {
    return this.sentinel.interference$
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    checkAppend(stream, expectedRevision, events)
    const known = () => this.watch.position
    const result = await this.track(() =>
      this.appender.append(stream, expectedRevision, events, known),
    )
    this.watch.note(result.position)
    return result
  }

  readStream(stream: string, from: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.ask(() => this.reads.stream(stream, from, limit))
  }

  readHead(stream: string): Promise<StoredEvent | undefined> {
    return this.ask(() => this.reads.head(stream))
  }

  readAll(after: Position, limit: number): Promise<readonly StoredEvent[]> {
    return this.ask(async () => {
      const found: StoredEvent[] = []
      for (let position = after; ;) {
        const { events, until, isEnd } = await this.reads.after(position, limit - found.length)
        found.push(...events)
        if (isEnd || found.length >= limit) return found.slice(0, limit)
        position = until
      }
    })
  }

  readAt(position: Position): Promise<StoredEvent | undefined> {
    return position < 0n ? Promise.resolve(undefined) : this.ask(() => this.reads.at(position))
  }

  headPosition(): Promise<Position> {
    return this.ask(() => this.reads.newest())
  }

  subscribe(after: Position, handle: PageHandler, isKnown = false): Observable<Position> {
    return defer(() => {
      if (isKnown) this.sentinel.takeKnown(after)
      return catchUp(this.sourceFrom(after), after, handle)
    })
  }

  /** Pages in hand finish, subscriptions complete, calls under way are answered. */
  close(): Promise<void> {
    this.closed ??= this.shut()
    return this.closed
  }

  /** One subscription's way through the log. */
  private sourceFrom(after: Position): CatchUpSource {
    const signal = this.closing.signal
    if (after !== START) this.sentinel.takeOurs(after)
    // How far was looked, the server's own events included.
    let seen = after
    const ask = () => this.reads.after(seen, PAGE)
    const next = () => patiently(() => this.trusting(ask), signal)
    const read = async (): Promise<readonly StoredEvent[]> => {
      for (;;) {
        const stretch = await next().catch((error: unknown) => {
          // What this log handed out is no longer in it.
          const isPutBack = isStoreError(error, 'POSITION_UNKNOWN') && seen !== after
          if (isPutBack) this.sentinel.takePutBack(seen)
          throw error
        })
        seen = stretch.until
        if (stretch.events.length > 0 || stretch.isEnd || signal.aborted) return stretch.events
      }
    }
    return {
      read,
      arrival: (_, stop) => this.watch.beyond(seen, stop),
      closing: signal,
      track: (run) => void this.keep(run),
    }
  }

  /** Who follows the log waits for a server that is away, and not for one that cannot be trusted. */
  private async trusting<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read()
    } catch (error) {
      const isFound = !(error instanceof StoreError && wasNotSent(error.cause))
      throw isFound ? error : ((await untrusted(this.url, error)) ?? error)
    }
  }

  private async shut(): Promise<void> {
    this.closing.abort()
    await Promise.allSettled(this.pending)
    this.connection.close()
  }

  /** Reads go on asking for a while: an election is no outage. */
  private ask<T>(read: () => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(this.patience)])
    return this.track(() => patiently(read, signal))
  }

  private async track<T>(call: () => Promise<T>): Promise<T> {
    if (this.closing.signal.aborted) {
      throw new StoreError('STORE_UNAVAILABLE', 'the store is closed')
    }
    return this.keep(call())
  }

  private async keep<T>(promise: Promise<T>): Promise<T> {
    this.pending.add(promise)
    try {
      return await promise
    } finally {
      this.pending.delete(promise)
    }
  }
}
