import type { RequestReference } from '@contremarque/ledger'
import { refusalEvent, type ActionRefused } from '../actions/action-refused.js'
import type { Decider, DraftEvent, Person } from '../actions/decider.js'
import { castAction, decideAction } from './decide-action.js'
import { readAnswer } from './first-answer.js'
import { RefusalLimit, type RefusalSummary } from './refusal-limit.js'
import { requestReference, type Idempotency } from './request-reference.js'
import type { Recorded, RecordRequest } from './record-request.js'
import { RecorderError } from './recorder-error.js'
import type { RecorderParts } from './recorder-parts.js'
import type { FoldedStream, Folding } from './stream-head.js'
import { StreamLane, type RefusalPolicy } from './stream-lane.js'
import type { Streams } from './streams.js'

export type { Decider, DraftEvent, Person } from '../actions/decider.js'
export type { Recorded, RecordRequest } from './record-request.js'

/** How much is remembered of streams that are not being written, in entries' references. */
const MAX_WEIGHT = 1_000_000
const MAX_WAITING = 20_000
const SWEEP_EVERY = 256

export interface RecorderOptions {
  readonly streams: Streams
  /** How each stream is folded, by its category. */
  readonly foldingOf: (stream: string) => Folding<never>
  /** Told of what fails after the answer: a refusal that could not be recorded. */
  readonly onFailure: (error: unknown) => void
}

/**
 * The only write path (FORMATS §4): load, decide, openings, envelope, signature, append. One lane per
 * stream; streams do not wait for each other. Resolves only when the entries are durable.
 */
export class Recorder {
  private readonly lanes = new Map<string, StreamLane>()
  private readonly limit: RefusalLimit
  private readonly background = new Set<Promise<unknown>>()
  private waiting = 0
  private sinceSweep = 0
  private stopped = false
  private readonly parts: RecorderParts
  private known: (stream: string) => number = () => 0

  constructor(
    parts: RecorderParts,
    private readonly options: RecorderOptions,
  ) {
    this.parts = { knownEntries: (stream) => this.known(stream), ...parts }
    this.limit = new RefusalLimit(parts.clock, parts.timers, (person, summary) => {
      this.summarise(person, summary)
    })
  }

  /**
   * Records what an action comes to. A repeat of a request is answered with its first answer.
   * @throws ActionRefused when the decider refuses; RecorderError; StoreError STORE_UNAVAILABLE when
   * nothing was stored; LedgerError ENTRY_TOO_LARGE
   */
  async record<State, Action>(request: RecordRequest<State, Action>): Promise<Recorded> {
    if (this.stopped) throw new RecorderError('RECORDER_STOPPED', 'the recorder is stopping')
    if (this.waiting >= MAX_WAITING) {
      throw new RecorderError('RECORDER_BUSY', `more than ${MAX_WAITING} actions are waiting`)
    }
    this.parts.assertRecordable()
    this.waiting++
    try {
      const room = this.parts.room()
      if (room !== undefined) await room
      return await this.lane(request.stream).submit(request, this.referenceOf(request))
    } finally {
      this.waiting--
    }
  }

  /**
   * Weighs an action without recording what it comes to: for what costs much before it can be asked.
   * Its refusal is recorded and thrown like any other. A repeat of a request is not weighed anew.
   * @throws ActionRefused; RecorderError IDEMPOTENCY_KEY_REUSED
   */
  async assertNotRefused<State, Action>(request: RecordRequest<State, Action>): Promise<void> {
    const { stream, decider, idempotency } = request
    if (idempotency && (await this.firstAnswer(stream, decider, idempotency))) return
    const { head } = await this.fold(stream, decider)
    const cast = await castAction(request, this.parts.pseudonyms)
    const { refused } = decideAction(request, head, cast, this.parts.clock.now())
    if (refused === undefined) return
    const decide: typeof decider.decide = (...asked) => {
      decider.decide(...asked)
      return []
    }
    await this.record({ ...request, decider: { ...decider, decide } })
  }

  /**
   * As `record`, for what nodes may ask at once and is to stand once. A refusal is not its answer for
   * good: it is weighed anew each time.
   */
  async recordOnce<State, Action>(
    request: RecordRequest<State, Action>,
    idempotency: Idempotency,
  ): Promise<Recorded> {
    await this.assertNotRefused(request)
    return this.record({ ...request, idempotency })
  }

  /** Told of an entry of this stream that another node may have written. */
  notice(stream: string, revision: number): void {
    this.lanes.get(stream)?.notice(revision)
  }

  /** A stream with fewer entries than are known of it from now on is not decided on. */
  compareWith(known: (stream: string) => number): void {
    this.known = known
  }

  /**
   * Tells in the person's own stream what he was refused elsewhere: after the answer, so that a
   * stranger's takes no longer than *not found*. `target`: personal, what he asked for.
   */
  tellRefusal(refused: ActionRefused, person: Person, target?: string): void {
    setImmediate(() => {
      const stream = this.options.streams.console(person.id)
      if (!this.limit.mayRecord(stream, person)) return
      this.recordAside(stream, refusalEvent(refused.toldOutside, target), person)
    })
  }

  /** A stream as last known here, read from the store when it is not remembered. */
  fold<State>(
    stream: string,
    _decider: Pick<Decider<State, never>, 'initialState'>,
  ): Promise<FoldedStream<State>> {
    return this.lane(stream).fold() as Promise<FoldedStream<State>>
  }

  /** A stream as it stands in the store now, whichever node wrote to it last. */
  foldNewest<State>(
    stream: string,
    _decider: Pick<Decider<State, never>, 'initialState'>,
  ): Promise<FoldedStream<State>> {
    return this.lane(stream).foldNewest() as Promise<FoldedStream<State>>
  }

  /** What this request was answered the first time; undefined when it never was. */
  async firstAnswer<State>(
    stream: string,
    decider: Pick<Decider<State, never>, 'initialState'>,
    idempotency: Idempotency,
  ): Promise<Recorded | undefined> {
    const reference = requestReference(idempotency, this.parts.lookupKey)
    const { requests } = await this.foldNewest(stream, decider)
    const revision = requests.get(reference.key)
    return revision === undefined ? undefined : readAnswer(this.parts, stream, revision, reference)
  }

  /** Refuses what comes, lets what is under way finish, tells the refusals still counted. */
  async stop(): Promise<void> {
    this.limit.flush()
    await Promise.all(this.background)
    this.stopped = true
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()))
  }

  private referenceOf<State, Action>({
    idempotency,
  }: RecordRequest<State, Action>): RequestReference | null {
    return idempotency === undefined ? null : requestReference(idempotency, this.parts.lookupKey)
  }

  private lane(stream: string): StreamLane {
    const known = this.lanes.get(stream)
    if (known !== undefined) {
      this.lanes.delete(stream)
      this.lanes.set(stream, known)
      return known
    }
    this.forgetOld()
    const folding = this.options.foldingOf(stream) as Folding<unknown>
    const lane = new StreamLane(stream, folding, this.parts, this.policy)
    this.lanes.set(stream, lane)
    return lane
  }

  /** Forgets the idle streams not used for longest, down to half, when too much is remembered. */
  private forgetOld(): void {
    this.sinceSweep++
    if (this.sinceSweep < SWEEP_EVERY) return
    this.sinceSweep = 0
    let weight = 0
    for (const lane of this.lanes.values()) weight += lane.weight
    if (weight <= MAX_WEIGHT) return
    for (const [stream, lane] of this.lanes) {
      if (weight <= MAX_WEIGHT / 2) return
      if (!lane.isIdle) continue
      weight -= lane.weight
      this.lanes.delete(stream)
    }
  }

  private readonly policy: RefusalPolicy = {
    mayRecord: (stream, person) => this.limit.mayRecord(stream, person),
    tellElsewhere: (refused, stream, person) => {
      this.tellRefusal(refused, person, stream)
    },
  }

  private summarise(person: Person, { stream, count, from, until }: RefusalSummary): void {
    const data = {
      count,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
    }
    const draft = { type: 'RefusalsSummarised', typeVersion: 1, data, personal: {}, documents: [] }
    this.recordAside(stream, draft, person)
  }

  /** What nobody waits for. */
  private recordAside(stream: string, draft: DraftEvent, person: Person): void {
    const told = this.record({
      stream,
      decider: { initialState: null, evolve: () => null, decide: () => [draft] },
      action: null,
      person,
    }).catch(this.options.onFailure)
    this.background.add(told)
    void told.finally(() => this.background.delete(told))
  }
}
