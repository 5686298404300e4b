import {
  ifReadable,
  parseBase64,
  parseStampingRecord,
  REVOCATION_VERSION,
  STAMP_VERSION,
  toBase64,
  type RevocationRecord,
  type StampRecord,
  type StampToken,
} from '@contremarque/ledger'
import { BehaviorSubject, type Observable } from 'rxjs'
import type { Clock } from '../config/clock.js'
import type { Timers } from '../config/timers.js'
import type { EventStore } from '../event-store/event-store.js'
import type { LedgerAlarm } from '../sealing/sealing-error.js'
import type { TsaAsker } from './ask-tsa.js'
import type { UnlinkedRevocation } from './stamping-stream.js'
import type { RevocationData } from './tsa-channel.js'
import { UnprovedStamps, widened, type StampRange } from './unproved-stamps.js'

export interface LaterRevocationParts {
  readonly store: Pick<EventStore, 'readStream'>
  /** `stamping-<ledger id>`. */
  readonly stream: string
  readonly clock: Clock
  readonly timers: Timers
  readonly askers: readonly TsaAsker[]
  /** Appends it behind the end of the stream, and has the stream followed up to there. */
  readonly append: (data: UnlinkedRevocation) => Promise<void>
  /** Told of an authority none of whose tokens lacks data any more. */
  readonly onProved: (tsa: string) => void
  readonly isStandby?: (() => boolean) | undefined
  readonly memory?: UnprovedMemory | undefined
}

/** Text kept beside the store. */
export interface UnprovedMemory {
  read(): Promise<string | undefined>
  /** Durable when it resolves. */
  write(text: string): Promise<void>
}

/** Milliseconds between attempts to fetch what is missing. */
const AGAIN = 60_000
/** Records read at once: each may hold whole revocation lists. */
const PAGE = 16
/** Records read after which it is noted that they were. */
const NOTED = 256

/**
 * Reads the stamping stream for tokens that lack revocation data, tells of them, and fetches the data
 * when it is to be had again: it is then recorded behind them (FORMATS §6). Nobody waits for it.
 */
export class LaterRevocation {
  private readonly parts: LaterRevocationParts
  private readonly askers: ReadonlyMap<string, TsaAsker>
  private readonly standing = new BehaviorSubject<readonly LedgerAlarm[]>([])
  private readonly stopping = new AbortController()
  private unproved: UnprovedStamps | undefined
  private noted = ''
  private turn: Promise<unknown> = Promise.resolve()
  private cancel: (() => void) | undefined

  constructor(parts: LaterRevocationParts) {
    this.parts = parts
    this.askers = new Map(parts.askers.map((asker) => [asker.channel.name, asker]))
  }

  /** One for each authority with tokens that lack data. */
  get alarms$(): Observable<readonly LedgerAlarm[]> {
    return this.standing.asObservable()
  }

  /** Reads on up to this revision, in the background; what fails is read with the next. */
  follow(revision: number): void {
    this.queue(() => this.readOn(revision))
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    this.cancel?.()
    await this.turn
  }

  private queue(task: () => Promise<void>): void {
    const unlessStopping = async () => {
      if (!this.stopping.signal.aborted) await task()
    }
    this.turn = this.turn.then(unlessStopping).catch(() => undefined)
    this.turn = this.turn.then(() => {
      this.scheduleNext()
    })
  }

  private scheduleNext(): void {
    const isDone = (this.unproved?.all().length ?? 0) === 0
    if (isDone || this.stopping.signal.aborted || this.cancel !== undefined) return
    this.cancel = this.parts.timers.after(AGAIN, () => {
      this.cancel = undefined
      this.queue(() => this.fetchAll())
    })
  }

  private async readOn(revision: number): Promise<void> {
    const { store, stream, memory } = this.parts
    this.unproved ??= UnprovedStamps.parse(await memory?.read(), stream)
    const known = this.unproved
    if (known.next > revision + 1) known.next = 0
    while (known.next <= revision && !this.stopping.signal.aborted) {
      const count = Math.min(PAGE, revision - known.next + 1)
      const page = await store.readStream(stream, known.next, count)
      if (page.length === 0) break
      for (const event of page) {
        await this.take(event.data, known)
        known.next = event.revision + 1
      }
      await this.note(known)
      this.tell(known)
    }
  }

  private async take(data: Uint8Array, known: UnprovedStamps): Promise<void> {
    const record = ifReadable(() => parseStampingRecord(data))
    if (record?.v === REVOCATION_VERSION) return this.takeData(record, known)
    for (const token of record?.tokens ?? []) {
      const status = await this.askers.get(token.tsa)?.judge(token, record!)
      if (status === 'unknown') known.add(token.tsa, record!.stamp)
    }
  }

  private async takeData(record: RevocationRecord, known: UnprovedStamps): Promise<void> {
    const { tsa, firstStamp, lastStamp } = record
    const range = known.of(tsa)
    const asker = this.askers.get(tsa)
    if (range === undefined || asker === undefined) return
    const crls = record.crls.map(parseBase64)
    const ocsps = record.ocsps.map(parseBase64)
    const isFor = (stamp: number) => stamp >= firstStamp && stamp <= lastStamp
    const { left } = await this.settle(asker, range, { crls, ocsps }, isFor)
    known.set(tsa, left)
    if (left === undefined) this.parts.onProved(tsa)
  }

  /** Written only when it changed what the next start must know: the stream can be read again. */
  private async note(known: UnprovedStamps): Promise<void> {
    const { memory, stream } = this.parts
    const ranges = JSON.stringify(known.all())
    const key = `${ranges} ${Math.floor(known.next / NOTED)}`
    if (memory === undefined || key === this.noted) return
    await memory.write(known.toText(stream))
    this.noted = key
  }

  private tell(known: UnprovedStamps): void {
    const before = new Map(this.standing.value.map(({ message, since }) => [message, since]))
    const now = new Date(this.parts.clock.now()).toISOString()
    const alarms = known.all().map(([tsa]) => {
      const message = `${tsa}: no revocation data covers its tokens, see docs/runbooks/tsa-outage.md`
      return { code: 'REVOCATION_UNKNOWN', message, since: before.get(message) ?? now } as const
    })
    this.standing.next(alarms)
  }

  private async fetchAll(): Promise<void> {
    if (this.parts.isStandby?.() === true) return
    for (const [tsa, range] of this.unproved?.all() ?? []) {
      const asker = this.askers.get(tsa)
      if (asker !== undefined) await this.fetchFor(asker, range).catch(() => undefined)
    }
  }

  /** The data that covers the last token covers those before it, as far as anything does. */
  private async fetchFor(asker: TsaAsker, range: StampRange): Promise<void> {
    const { clock, append } = this.parts
    const { name: tsa } = asker.channel
    const found = await this.tokenOf(tsa, range.last)
    if (found === undefined) return
    const data = await asker.fetchLater(found.token, found.record, this.stopping.signal)
    const { settled, left } = await this.settle(asker, range, data, () => true)
    // What leaves as many open as before is not recorded: it would be again and again.
    if (settled === undefined || (left !== undefined && lengthOf(left) >= lengthOf(range))) return
    await append({
      v: REVOCATION_VERSION,
      tsa,
      firstStamp: settled.first,
      lastStamp: settled.last,
      crls: data.crls.map(toBase64),
      ocsps: data.ocsps.map(toBase64),
      fetchedAt: new Date(clock.now()).toISOString(),
    })
  }

  /** Which stamps of the range the data settles, and which it leaves open. */
  private async settle(
    asker: TsaAsker,
    range: StampRange,
    data: Pick<RevocationData, 'crls' | 'ocsps'>,
    isFor: (stamp: number) => boolean,
  ): Promise<{ settled: StampRange | undefined; left: StampRange | undefined }> {
    let settled: StampRange | undefined
    let left: StampRange | undefined
    for (let stamp = range.first; stamp <= range.last; stamp++) {
      const found = await this.tokenOf(asker.channel.name, stamp)
      if (found === undefined) continue
      const { token, record } = found
      if ((await asker.judge(token, record)) !== 'unknown') continue
      const status = isFor(stamp) ? await asker.judge(token, record, data) : 'unknown'
      if (status === 'unknown') left = widened(left, stamp)
      else settled = widened(settled, stamp)
    }
    return { settled, left }
  }

  private async tokenOf(
    tsa: string,
    stamp: number,
  ): Promise<{ readonly token: StampToken; readonly record: StampRecord } | undefined> {
    this.stopping.signal.throwIfAborted()
    const { store, stream } = this.parts
    const [event] = await store.readStream(stream, stamp, 1)
    const record = event && ifReadable(() => parseStampingRecord(event.data))
    if (record?.v !== STAMP_VERSION) return undefined
    const token = record.tokens.find((one) => one.tsa === tsa)
    return token && { token, record }
  }
}

function lengthOf({ first, last }: StampRange): number {
  return last - first + 1
}
