import {
  MAX_RUN_ENTRIES,
  parseBatchRecord,
  type Anchor,
  type BatchRecord,
  type Crypto,
  type StampRecord,
} from '@contremarque/ledger'
import { BehaviorSubject, Subject, type Observable, type Subscription } from 'rxjs'
import type { Clock } from '../config/clock.js'
import type { Timers } from '../config/timers.js'
import type { EventStore, Position } from '../event-store/event-store.js'
import { isStoreError } from '../event-store/store-error.js'
import type { SealedBatch } from '../sealing/sealed-history.js'
import type { LedgerAlarm } from '../sealing/sealing-error.js'
import { askAll } from './ask-all.js'
import type { TsaAsker, VerifiedToken } from './ask-tsa.js'
import { alarmOf, anchorOf } from './last-stamp.js'
import { LaterRevocation, type UnprovedMemory } from './later-revocation.js'
import { makeStamp } from './make-stamp.js'
import { Outage, type OutageSettings, type OutageTeller } from './outage.js'
import { nextRun, runImprint, type WaitingBatch } from './stamp-run.js'
import { StampingStream, type UnlinkedRevocation, type UnlinkedStamp } from './stamping-stream.js'
import { TsaStates, type TsaHealth } from './tsa-states.js'

export interface StamperOptions {
  readonly store: EventStore
  /** `stamping-<ledger id>` and `sealing-<ledger id>`. */
  readonly streams: { readonly stamping: string; readonly sealing: string }
  readonly origin: string
  readonly crypto: Crypto
  readonly clock: Clock
  readonly timers: Timers
  readonly sealed$: Observable<SealedBatch>
  /** Whether another node seals, and so stamps: this one waits longer, lest two tokens are paid for. */
  readonly isStandby?: () => boolean
  readonly askers: readonly TsaAsker[]
  /** Keeps the checkpoint of the last stamped batch beside the store. */
  readonly writeHead: (note: string) => Promise<void>
  readonly outages: OutageTeller
  /** Keeps which tokens lack revocation data; without it they are looked for anew at each start. */
  readonly unproved?: UnprovedMemory
  /** Told of every token that was verified. */
  readonly onToken?: (token: VerifiedToken) => void
  readonly pace?: StampingPace
  readonly outage?: OutageSettings
}

export interface StampingPace {
  /** Milliseconds from the first batch that waits to its time-stamp; at once when legally dated. */
  readonly interval?: number
  /** Milliseconds for the other authorities once one has answered. */
  readonly grace?: number
}

interface UrgentBatch extends WaitingBatch {
  /** To be stamped at once. */
  readonly isUrgent: boolean
}

const INTERVAL = 10_000
const GRACE = 2_000
const TAKEOVER = 5_000

/** A run of batches whose stamping record is in the store. */
export interface StampedRun {
  readonly record: StampRecord
  readonly position: Position
  /** Checkpoint of its last batch. */
  readonly note: string
  readonly anchor: Anchor
}

export interface StampingHealth {
  readonly lastStampedAt: string | null
  /** Since when no authority has answered; null while all is well. */
  readonly failingSince: string | null
  /** Batches sealed but not stamped. */
  readonly waiting: number
  readonly tsas: readonly TsaHealth[]
}

/**
 * Has runs of sealed batches time-stamped (FORMATS §6). One request is in flight per authority; what
 * is sealed meanwhile goes into the next run. Recording never waits for it.
 */
export class Stamper {
  private readonly options: StamperOptions
  private readonly stamps = new Subject<StampedRun>()
  private readonly problem = new BehaviorSubject<LedgerAlarm | undefined>(undefined)
  private readonly outage: Outage
  private readonly tsas: TsaStates
  private waiting: UrgentBatch[] = []
  private readonly stream: StampingStream
  private readonly later: LaterRevocation
  private last: StampRecord | undefined
  private current: Anchor | null = null
  private subscription: Subscription | undefined
  private timer: { readonly delay: number; readonly cancel: () => void } | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private isRunning = false
  private isLoading = false
  private readonly early: SealedBatch[] = []

  constructor(options: StamperOptions) {
    this.options = options
    this.outage = new Outage(options.outage ?? {})
    this.tsas = new TsaStates(options.askers.map(({ channel }) => channel.name))
    this.stream = new StampingStream(options)
    const { store, streams, clock, timers, askers, isStandby, unproved: memory } = options
    this.later = new LaterRevocation({
      ...{ store, stream: streams.stamping, clock, timers, askers, isStandby, memory },
      append: (data) => this.appendLater(data),
      onProved: (tsa) => this.tsas.proved(tsa),
    })
  }

  /** The stamping stream is not what it should be: nothing is stamped until people have looked. */
  get alarm(): LedgerAlarm | undefined {
    return this.problem.value
  }

  get alarm$(): Observable<LedgerAlarm | undefined> {
    return this.problem.asObservable()
  }

  /** Authorities whose tokens nothing shows to be unrevoked yet: recording goes on. */
  get unproved$(): Observable<readonly LedgerAlarm[]> {
    return this.later.alarms$
  }

  /** Runs stamped since `start`, in order, once each. */
  get stamped$(): Observable<StampedRun> {
    return this.stamps.asObservable()
  }

  /** The last time-stamped checkpoint, for new envelopes; null before the first. */
  anchor(): Anchor | null {
    return this.current
  }

  /** When the last run was stamped, milliseconds since 1970, our clock; null before the first. */
  get lastStampedAt(): number | null {
    return this.last === undefined ? null : Date.parse(this.last.stampedAt)
  }

  /** Entries sealed but not stamped. */
  get waitingEntries(): number {
    return this.waiting.reduce((entries, { record }) => entries + record.count, 0)
  }

  /** @throws TsaError TIMESTAMPING_INTERRUPTED when the outage policy says no */
  assertLegallyDatedAllowed(): void {
    this.outage.assertWithinLimit(this.options.clock.now())
  }

  health(): StampingHealth {
    return {
      lastStampedAt: this.last?.stampedAt ?? null,
      failingSince: this.outage.since === undefined ? null : instant(this.outage.since),
      waiting: this.waiting.length,
      tsas: this.tsas.all(),
    }
  }

  /**
   * Takes up after the last stamp in the store.
   * @throws TsaError STAMPING_BROKEN; StoreError
   */
  async start(): Promise<void> {
    this.isRunning = true
    this.subscription = this.options.sealed$.subscribe((batch) => {
      if (this.isLoading) this.early.push(batch)
      else this.add(batch)
    })
    await this.load()
  }

  /** Lets a request in flight finish, so that no token is paid for twice. */
  async stop(): Promise<void> {
    this.isRunning = false
    this.subscription?.unsubscribe()
    this.timer?.cancel()
    await this.later.stop()
    await this.turn
    this.stamps.complete()
  }

  /**
   * Stamps every batch that is sealed at this moment, trying each run once.
   * @throws TsaError why there is no time-stamp; StoreError
   */
  async stampNow(): Promise<void> {
    const target = this.waiting.at(-1)?.record.batch
    while (target !== undefined && (this.last?.lastBatch ?? -1) < target) {
      await this.serial(() => this.stampOnce())
    }
  }

  private serial(task: () => Promise<void>): Promise<void> {
    const result = this.turn.then(task)
    this.turn = result.catch(() => undefined)
    return result
  }

  /** Takes up after the last stamp in the store; what is sealed meanwhile comes behind. */
  private async load(): Promise<void> {
    const { store, streams, clock } = this.options
    this.isLoading = true
    try {
      const last = await this.stream.load()
      this.problem.next(undefined)
      const waiting: BatchRecord[] = []
      for (let from = (last?.record.lastBatch ?? -1) + 1; ;) {
        const page = await store.readStream(streams.sealing, from, 256)
        waiting.push(...page.map(({ data }) => parseBatchRecord(data)))
        if (page.length === 0) break
        from += page.length
      }
      this.last = last?.record
      this.later.follow(this.stream.revision)
      this.current = last?.anchor ?? null
      this.waiting = []
      for (const record of waiting) this.add({ record, digests: null, isUrgent: true })
    } catch (error) {
      this.problem.next(alarmOf(error, clock.now()) ?? this.alarm)
      throw error
    } finally {
      this.isLoading = false
      for (const batch of this.early.splice(0)) this.add(batch)
    }
  }

  private add({ record, digests, isUrgent }: UrgentBatch): void {
    const next = (this.waiting.at(-1)?.record.batch ?? this.last?.lastBatch ?? -1) + 1
    if (record.batch < next) return
    // In an outage the digests of what comes after the next run are read again, not kept.
    const isNear = this.waitingEntries < MAX_RUN_ENTRIES
    this.waiting.push({ record, digests: isNear ? digests : null, isUrgent })
    this.schedule(isUrgent ? 0 : (this.options.pace?.interval ?? INTERVAL))
  }

  private schedule(delay: number): void {
    if (!this.isRunning) return
    delay += this.options.isStandby?.() === true ? TAKEOVER : 0
    if (this.timer !== undefined && this.timer.delay <= delay) return
    this.timer?.cancel()
    const cancel = this.options.timers.after(delay, () => {
      this.timer = undefined
      void this.tick()
    })
    this.timer = { delay, cancel }
  }

  private async tick(): Promise<void> {
    try {
      await this.serial(() => this.stampOnce())
      const isUrgent = this.waiting.some((one) => one.isUrgent)
      const interval = this.options.pace?.interval ?? INTERVAL
      if (this.waiting.length > 0) this.schedule(isUrgent ? 0 : interval)
    } catch {
      // Told in health(), announced as an outage, tried again.
      this.schedule(this.outage.retryDelay)
    }
  }

  private async stampOnce(): Promise<void> {
    const run = nextRun(this.waiting)
    const end = run.at(-1)
    if (end === undefined) return
    if (await this.stream.hasGoneOn()) {
      await this.load()
      // There are time-stamps, whoever gets them.
      return this.onRecovered()
    }
    const { store, crypto, askers, timers, pace } = this.options
    const imprint = await runImprint(run, store, crypto)
    const asked = { imprint, lastBatch: end.record.batch }
    const answers = await askAll(askers, asked, timers, pace?.grace ?? GRACE)
    const tokens = this.tsas.take(answers)
    for (const token of tokens) this.options.onToken?.(token)
    if (tokens.length === 0) {
      await this.onOutage()
      throw answers.find(({ error }) => error !== undefined)?.error
    }
    const stamped = tokens.map((one) => one.stamped)
    const stamp = makeStamp(run, imprint, stamped, this.options.clock.now())
    await this.unlessOvertaken(() => this.store(stamp, end.record.note))
    await this.onRecovered()
  }

  /** What another node wrote there first is taken over instead. */
  private async unlessOvertaken(append: () => Promise<void>): Promise<void> {
    try {
      await append()
    } catch (error) {
      if (!isStoreError(error, 'WRONG_REVISION')) throw error
      await this.load()
    }
  }

  private appendLater(data: UnlinkedRevocation): Promise<void> {
    return this.serial(() =>
      this.unlessOvertaken(async () => {
        await this.stream.append(data)
        this.later.follow(this.stream.revision)
      }),
    )
  }

  /** Durable stamp first, then the head beside the store, then the anchor for new envelopes. */
  private async store(stamp: UnlinkedStamp, note: string): Promise<void> {
    const { crypto } = this.options
    const { record, position } = await this.stream.append(stamp)
    this.last = record
    this.later.follow(this.stream.revision)
    this.waiting = this.waiting.filter((one) => one.record.batch > record.lastBatch)
    await this.options.writeHead(note)
    const anchor = anchorOf(record, note, crypto)
    this.current = anchor
    this.stamps.next({ record, position, note, anchor })
  }

  private async onOutage(): Promise<void> {
    const now = this.options.clock.now()
    this.outage.failed(now)
    const { since } = this.outage
    if (since === undefined || !this.outage.mustAnnounce(now)) return
    const tsas = this.tsas.all().map(({ name }) => name)
    this.outage.mayStandOpen = true
    await this.options.outages.interrupted(instant(since), tsas)
    this.outage.isAnnounced = true
  }

  private async onRecovered(): Promise<void> {
    this.outage.ended()
    if (!this.outage.mayStandOpen) return
    await this.options.outages.resumed(instant(this.options.clock.now()))
    this.outage.mayStandOpen = false
  }
}

function instant(at: number): string {
  return new Date(at).toISOString()
}
