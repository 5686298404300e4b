import type { RequestReference } from '@contremarque/ledger'
import type { ActionRefused } from '../actions/action-refused.js'
import type { Person } from '../actions/decider.js'
import { START, type AppendResult } from '../event-store/event-store.js'
import { isStoreError } from '../event-store/store-error.js'
import type { Opening } from '../personal-data/opening.js'
import { appendOrResend, stopped } from './append-or-resend.js'
import { castAction, decideAction, isLegallyDated } from './decide-action.js'
import { readAnswer } from './first-answer.js'
import type { Recorded, RecordedEntry, RecordRequest } from './record-request.js'
import { RecorderError } from './recorder-error.js'
import type { RecorderParts } from './recorder-parts.js'
import { signAction } from './sign-action.js'
import {
  foldStream,
  notWhole,
  noteReferences,
  type FoldedStream,
  type Folding,
  type StreamHead,
} from './stream-head.js'

/** Bounds of one append: what waits beyond them goes into the next. */
const MAX_ACTIONS = 256
const MAX_BYTES = 900_000
const MAX_EVENTS = 1_000
const MAX_LOST_REVISIONS = 20

/** One action waiting for its entries to be durable. */
interface Pending<State, Action> {
  readonly request: RecordRequest<State, Action>
  readonly reference: RequestReference | null
  readonly resolve: (recorded: Recorded) => void
  readonly reject: (error: unknown) => void
  lost: number
}

/** An action whose entries are signed and not yet durable. */
interface Signed<State, Action> {
  readonly pending: Pending<State, Action>
  readonly entries: readonly RecordedEntry[]
  readonly refused: ActionRefused | undefined
}

/** An append being made up: the head after it, and what it takes. */
interface Draft<State, Action> {
  head: StreamHead<State>
  bytes: number
  isFull: boolean
  /** Whether the store is known to hold nothing newer than what is decided on. */
  isNewest: boolean
  readonly signed: Signed<State, Action>[]
  readonly openings: Opening[]
  /** Keys of the requests in `signed`. */
  readonly requests: Set<string>
}

/** What becomes of refusals. */
export interface RefusalPolicy {
  /** Whether this refusal of a member is still told one by one; otherwise it is counted. */
  mayRecord(stream: string, person: Person): boolean
  /** A refusal that has no place in this stream: told in the person's own, after the answer. */
  tellElsewhere(refused: ActionRefused, stream: string, person: Person): void
}

/**
 * The one writer of one stream. Whatever was asked while the last append was under way is decided,
 * signed and appended together, in order; nobody is answered before that append is durable. A lost
 * revision drops what was signed and decides it anew; an ambiguous append is resent, byte for byte,
 * and nothing else is signed until it is settled.
 */
export class StreamLane<State = unknown, Action = unknown> {
  private queue: Pending<State, Action>[] = []
  private running: Promise<void> | undefined
  private folded: FoldedStream<State> | undefined
  private loading: Promise<FoldedStream<State>> | undefined
  private stopped = false

  constructor(
    readonly stream: string,
    private readonly folding: Folding<State>,
    private readonly parts: RecorderParts,
    private readonly refusals: RefusalPolicy,
  ) {}

  get isIdle(): boolean {
    return this.running === undefined
  }

  /** How much is kept in memory for this stream, in entries' references. */
  get weight(): number {
    return 1 + (this.folded?.requests.size ?? 0) + (this.folded?.documents.size ?? 0)
  }

  get waiting(): number {
    return this.queue.length
  }

  submit(
    request: RecordRequest<State, Action>,
    reference: RequestReference | null,
  ): Promise<Recorded> {
    if (this.stopped) return Promise.reject(stopped())
    return new Promise((resolve, reject) => {
      this.queue.push({ request, reference, resolve, reject, lost: 0 })
      this.running ??= this.run()
    })
  }

  /** The stream as last known to this node; read from the store at first. */
  async fold(): Promise<FoldedStream<State>> {
    if (this.folded !== undefined) return this.folded
    this.loading ??= this.read()
    try {
      const read = await this.loading
      this.folded ??= read
      return this.folded
    } finally {
      this.loading = undefined
    }
  }

  /** The stream as it stands in the store now, whichever node wrote to it last. */
  async foldNewest(): Promise<FoldedStream<State>> {
    const folded = await this.fold()
    if (await this.isNewest(folded)) return folded
    // While something is being written, what it was decided on stays.
    if (!this.isIdle) return this.read()
    this.folded = undefined
    return this.fold()
  }

  /** Of what another node wrote: read from the store again when it is asked for next. */
  notice(revision: number): void {
    if (this.isIdle && this.folded !== undefined && this.folded.head.revision < revision) {
      this.folded = undefined
    }
  }

  /** Lets the append under way finish or, while it is ambiguous, gives up waiting for it. */
  async stop(): Promise<void> {
    this.stopped = true
    await this.running
  }

  private async read(): Promise<FoldedStream<State>> {
    const { stream, folding } = this
    const { store, crypto, knownEntries, assertEnd } = this.parts
    // Before the stream is read: it only grows.
    const known = knownEntries?.(stream) ?? 0
    const folded = await foldStream(store, stream, folding, crypto)
    const { revision } = folded.head
    if (revision + 1 < known) throw notWhole(`${stream}@${revision + 1} is not in the store`)
    await assertEnd?.(stream, revision)
    return folded
  }

  private async run(): Promise<void> {
    // The callers of one turn share an append.
    await Promise.resolve()
    while (this.queue.length > 0) {
      const taken = this.queue.splice(0, MAX_ACTIONS)
      try {
        const left = await this.append(taken)
        this.queue.unshift(...left)
      } catch (error) {
        for (const pending of taken) pending.reject(error)
      }
    }
    this.running = undefined
  }

  /** One append of as many of these as fit; answers the rest for the next. */
  private async append(
    taken: readonly Pending<State, Action>[],
  ): Promise<readonly Pending<State, Action>[]> {
    if (this.stopped) throw stopped()
    const folded = await this.fold()
    const draft: Draft<State, Action> = {
      head: folded.head,
      bytes: 0,
      isFull: false,
      isNewest: false,
      signed: [],
      openings: [],
      requests: new Set(),
    }
    const again: Pending<State, Action>[] = []
    let count = 0
    for (const pending of taken) {
      if (draft.isFull || eventsOf(draft) >= MAX_EVENTS) break
      count++
      await this.take(pending, draft, folded, again)
    }
    const left = [...again, ...taken.slice(count)]
    if (draft.signed.length === 0) return left
    return [...(await this.settle(draft, folded)), ...left]
  }

  /** Decides and signs one action onto the draft, or answers it at once, or leaves it in `again`. */
  private async take(
    pending: Pending<State, Action>,
    draft: Draft<State, Action>,
    folded: FoldedStream<State>,
    again: Pending<State, Action>[],
  ): Promise<void> {
    try {
      const known = pending.reference && folded.requests.get(pending.reference.key)
      if (typeof known === 'number') {
        pending.resolve(await readAnswer(this.parts, this.stream, known, pending.reference!))
      } else if (pending.reference !== null && draft.requests.has(pending.reference.key)) {
        // The same request stands in this very append: it is answered from there once durable.
        again.push(pending)
      } else {
        await this.decide(pending, draft, folded, again)
      }
    } catch (error) {
      // Another node named one of the persons: decided anew, under the name that stands by now.
      if (isContended(error)) again.push(...lostRevision([pending]))
      else pending.reject(error)
    }
  }

  private async decide(
    pending: Pending<State, Action>,
    draft: Draft<State, Action>,
    folded: FoldedStream<State>,
    again: Pending<State, Action>[],
  ): Promise<void> {
    const { request, reference } = pending
    const cast = await castAction(request, this.parts.pseudonyms)
    const now = this.parts.clock.now()
    const { refused, drafts } = decideAction(request, draft.head, cast, now)
    if (refused !== undefined) {
      // Another node may have written what allows it now: nobody is refused for less than that.
      draft.isNewest ||= await this.isNewest(folded)
      if (!draft.isNewest) {
        this.folded = undefined
        draft.isFull = true
        again.push(pending)
        return
      }
    }
    if (refused === undefined && isLegallyDated(drafts)) this.parts.assertLegallyDatedAllowed()
    if (refused !== undefined) this.assertTold(refused, drafts.length > 0, request.person)
    else if (drafts.length === 0) {
      pending.resolve(nothingRecorded(this.stream))
      return
    }
    const { parts, folding } = this
    const signed = await signAction(parts, folding, request, reference, drafts, cast, draft.head)
    if (draft.signed.length > 0 && draft.bytes + signed.bytes > MAX_BYTES) {
      draft.isFull = true
      again.push(pending)
      return
    }
    if (reference !== null) draft.requests.add(reference.key)
    draft.head = signed.head
    draft.bytes += signed.bytes
    draft.openings.push(...signed.openings)
    draft.signed.push({ pending, entries: signed.entries, refused })
  }

  private async isNewest({ head }: FoldedStream<State>): Promise<boolean> {
    const last = await this.parts.store.readHead(this.stream)
    return (last?.revision ?? -1) <= head.revision
  }

  /** @throws ActionRefused when the refusal is not to be an event of this stream */
  private assertTold(refused: ActionRefused, isMember: boolean, person: Person): void {
    if (!isMember) this.refusals.tellElsewhere(refused, this.stream, person)
    else if (this.refusals.mayRecord(this.stream, person)) return
    throw refused
  }

  /** Makes the append durable and answers; what lost its revision is handed back. */
  private async settle(
    draft: Draft<State, Action>,
    folded: FoldedStream<State>,
  ): Promise<readonly Pending<State, Action>[]> {
    const { signed } = draft
    let result: AppendResult
    try {
      // Durable first: an entry whose commitments nobody can open would be a loss.
      await this.parts.openings.put(draft.openings)
      result = await this.send(folded.head.revision, signed)
    } catch (error) {
      this.folded = undefined
      for (const { entries } of signed) for (const { hash } of entries) this.parts.forget(hash)
      if (isStoreError(error, 'WRONG_REVISION')) {
        return lostRevision(signed.map(({ pending }) => pending))
      }
      for (const { pending } of signed) pending.reject(error)
      return []
    }
    this.folded = { ...folded, head: draft.head }
    for (const each of signed) this.answer(each, result, folded)
    return []
  }

  private send(
    expectedRevision: number,
    signed: readonly Signed<State, Action>[],
  ): Promise<AppendResult> {
    const entries = signed.flatMap((each) => each.entries)
    for (const { hash, envelope } of entries) this.parts.remember(hash, envelope)
    const isStopped = () => this.stopped
    return appendOrResend(this.parts.store, this.stream, expectedRevision, entries, isStopped)
  }

  private answer(
    { pending, entries, refused }: Signed<State, Action>,
    { position }: AppendResult,
    { requests, documents }: FoldedStream<State>,
  ): void {
    for (const { envelope } of entries) noteReferences(envelope, requests, documents)
    this.parts.onRecorded?.(this.stream, entries.length)
    if (refused !== undefined) pending.reject(refused)
    else pending.resolve({ stream: this.stream, entries, position, repeated: false })
  }
}

/** An action that changes nothing is no event. */
function nothingRecorded(stream: string): Recorded {
  return { stream, entries: [], position: START, repeated: false }
}

function isContended(error: unknown): boolean {
  return error instanceof RecorderError && error.code === 'REVISION_CONTENDED'
}

/** Those that try again; the others are rejected. */
function lostRevision<State, Action>(
  lost: readonly Pending<State, Action>[],
): Pending<State, Action>[] {
  const again: Pending<State, Action>[] = []
  for (const pending of lost) {
    pending.lost++
    if (pending.lost < MAX_LOST_REVISIONS) again.push(pending)
    else pending.reject(new RecorderError('REVISION_CONTENDED', 'another writer is always faster'))
  }
  return again
}

function eventsOf<State, Action>({ signed }: Draft<State, Action>): number {
  return signed.reduce((sum, { entries }) => sum + entries.length, 0)
}
