import {
  binaryEvent,
  ErrorType,
  NO_STREAM,
  type AppendResult as Answer,
} from '@eventstore/db-client'
import type { AppendResult, NewEvent, Position } from '../event-store.js'
import { StoreError } from '../store-error.js'
import { appendFailure, isType } from './call-error.js'
import type { Connection } from './connection.js'
import { Gate } from './gate.js'
import type { LeaderReads } from './leader-reads.js'
import type { Credentials } from './settings.js'
import { hiddenBy } from './stream-limits.js'

/** Appends under way at a time: each may hold a mebibyte, and all share one connection. */
const MAX_IN_FLIGHT = 256
/** Times that a node which is no leader is asked for the leader. */
const MAX_REDIRECTIONS = 3
/** Ambiguous appends remembered. */
const MAX_AMBIGUOUS = 10_000

/**
 * Credentials choose the client's unary path, where each append is a call of its own. The other one
 * shares a stream and a table among all clients of the process, and a broken connection there ends the
 * process or leaves appends pending for ever. A server without access control ignores them.
 */
const NOBODY: Credentials = { username: 'none', password: 'none' }

interface UnderWay {
  readonly events: readonly NewEvent[]
  readonly result: Promise<AppendResult>
}

/** Appends, and proves of whatever may have been there already that it has these bytes. */
export class Appender {
  private readonly gate = new Gate(MAX_IN_FLIGHT)
  /** First ids of appends whose outcome was not told. */
  private readonly ambiguous = new Set<string>()
  private readonly underWay = new Map<string, UnderWay>()

  constructor(
    private readonly connection: Connection,
    private readonly reads: LeaderReads,
    private readonly limit: number,
    private readonly credentials: Credentials = NOBODY,
  ) {}

  /**
   * @param known highest position known to be in the log
   * @throws StoreError as the port says
   */
  async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    known: () => Position,
  ): Promise<AppendResult> {
    const place = `${stream}@${expectedRevision}`
    const other = this.underWay.get(place)
    // The server lets a repeat wait for the first until both time out.
    if (other !== undefined && isSame(other.events, events)) return other.result
    const result = this.gate.run(() => this.appendOnce(stream, expectedRevision, events, known()))
    if (other !== undefined) return result
    this.underWay.set(place, { events, result })
    try {
      return await result
    } finally {
      this.underWay.delete(place)
    }
  }

  private async appendOnce(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    before: Position,
  ): Promise<AppendResult> {
    const { id } = events[0]!
    try {
      if (expectedRevision < 0) await this.assertNothingHidden(stream)
      const answer = await this.send(stream, expectedRevision, events)
      const result = await this.settle(stream, expectedRevision, events, answer, before)
      this.ambiguous.delete(id)
      return result
    } catch (error) {
      const failure = appendFailure(error)
      if (failure.code === 'APPEND_AMBIGUOUS') this.remember(id)
      throw failure
    }
  }

  /**
   * A stream that was deleted takes the first event of a stream, at a later revision; one that was cut
   * reads as if it had none.
   */
  private async assertNothingHidden(stream: string): Promise<void> {
    const hidden = hiddenBy(await askLeader(() => this.reads.metadata(stream)))
    if (hidden === undefined) return
    throw new StoreError(
      'STREAM_DELETED',
      `${stream} was ${hidden === 'deletion' ? 'deleted' : 'cut'} in EventStoreDB: nothing is written there`,
    )
  }

  private async send(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Answer> {
    const { credentials } = this
    const options = {
      credentials,
      requiresLeader: true,
      expectedRevision: expectedRevision < 0 ? NO_STREAM : BigInt(expectedRevision),
    } as const
    const messages = events.map((event) => binaryEvent({ ...event }))
    return askLeader(() =>
      this.connection.call(this.limit, (client) =>
        client.appendToStream(stream, messages, options),
      ),
    )
  }

  /**
   * The server compares ids, never bytes, and says the same of a repeat as of the first: whatever stands
   * at a position known before, or was ambiguous, is read back and compared.
   */
  private async settle(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
    { nextExpectedRevision, position }: Answer,
    before: Position,
  ): Promise<AppendResult> {
    const revision = expectedRevision + events.length
    if (Number(nextExpectedRevision) !== revision) {
      throw new StoreError(
        'STREAM_DELETED',
        `the stream was deleted in EventStoreDB: expected revision ${revision}, it stands at ${nextExpectedRevision}`,
      )
    }
    const isRepeat = position === undefined || position.commit <= before
    if (!isRepeat && !this.ambiguous.has(events[0]!.id))
      return { revision, position: position.commit }
    const there = await this.compare(stream, expectedRevision, events)
    if (isRepeat) await this.assertNotPutBack(before)
    return { revision, position: there }
  }

  /** What seems a repeat may be new, in a log that was put back to before it. */
  private async assertNotPutBack(before: Position): Promise<void> {
    const tail = await this.certain(this.reads.tail())
    if (tail >= before) return
    throw new StoreError('STORE_UNAVAILABLE', 'the log ends before what was acknowledged')
  }

  private async compare(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Position> {
    const stored = await this.certain(
      this.reads.stream(stream, expectedRevision + 1, events.length),
    )
    for (const [i, event] of events.entries()) {
      const there = stored[i]
      if (there?.id === event.id && Buffer.compare(there.data, event.data) === 0) continue
      if (there?.id === event.id) {
        throw new StoreError('EVENT_ID_REUSED', 'the id is there already with other bytes')
      }
      throw new StoreError('STREAM_DELETED', 'what EventStoreDB acknowledged is not in the stream')
    }
    return stored.at(-1)!.position
  }

  /** Stored as it is: what cannot be read now leaves it ambiguous. */
  private async certain<T>(read: Promise<T>): Promise<T> {
    try {
      return await read
    } catch (cause) {
      throw new StoreError('APPEND_AMBIGUOUS', 'stored, and not read back', { cause })
    }
  }

  private remember(id: string): void {
    this.ambiguous.add(id)
    const [oldest] = this.ambiguous
    if (this.ambiguous.size > MAX_AMBIGUOUS && oldest !== undefined) this.ambiguous.delete(oldest)
  }
}

/** A node that is no leader refuses and stores nothing; the client asks the leader next time. */
async function askLeader<T>(call: () => Promise<T>): Promise<T> {
  for (let redirections = 0; ; redirections++) {
    try {
      return await call()
    } catch (error) {
      const reason = error instanceof StoreError ? error.cause : error
      if (!isType(reason, ErrorType.NOT_LEADER) || redirections === MAX_REDIRECTIONS) throw error
    }
  }
}

function isSame(some: readonly NewEvent[], others: readonly NewEvent[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ id, data }, i) => {
      const other = others[i]!
      return id === other.id && Buffer.compare(data, other.data) === 0
    })
  )
}
