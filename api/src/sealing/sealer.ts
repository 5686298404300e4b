import { entryHash } from '@contremarque/ledger'
import { Subject, type Observable } from 'rxjs'
import type { EventPlace } from '../event-store/log-reader.js'
import { wantsPerson } from '../event-store/store-error.js'
import { BatchWriter } from './batch-writer.js'
import { Confirmations } from './confirmations.js'
import { FollowedLedger, type StoreReading } from './followed-ledger.js'
import { KeptGuard } from './kept-guard.js'
import { readRange, verifyLeaves } from './read-back.js'
import { Remembered } from './remembered.js'
import type { SealedBatch } from './sealed-history.js'
import type { SealerOptions } from './sealer-options.js'
import { SealingAlarm } from './sealing-alarm.js'
import { SealingError, type LedgerAlarm } from './sealing-error.js'
import { SealingPace } from './sealing-pace.js'

const RELOAD_DELAY = 1_000

/**
 * Seals what is recorded (FORMATS §5). The store's own events drive it, its own batches included: a
 * batch counts, and is emitted, only once it was read back. One sealer wins by compare-and-swap on
 * the sealing stream; what is ambiguous is settled by reading the store again.
 */
export class Sealer {
  private readonly options: SealerOptions
  private readonly batches = new Subject<SealedBatch>()
  private readonly remembered = new Remembered()
  private readonly confirmations = new Confirmations()
  private readonly guard: KeptGuard
  private readonly ledger: FollowedLedger
  private readonly writer: BatchWriter
  private readonly problem: SealingAlarm
  private readonly pace: SealingPace
  private emitted: number | undefined
  private isRunning = false
  private turn: Promise<unknown> = Promise.resolve()

  constructor(options: SealerOptions) {
    this.options = options
    this.problem = new SealingAlarm(options.clock)
    this.guard = new KeptGuard(options.guard)
    this.ledger = new FollowedLedger(options, this.guard, this.remembered, {
      onBatch: (batch) => this.onBatch(batch),
      onPage: () => this.schedule(),
      onLost: (error) => this.onLost(error),
    })
    const { ledger, guard, confirmations } = this
    this.writer = new BatchWriter(options, ledger, guard, confirmations, () => this.load())
    this.pace = new SealingPace(options.timers, options.pace ?? {}, (heartbeat) => {
      void this.tick(heartbeat)
    })
  }

  /** Batches of any node that are in the store since `start` resolved, in order, once each. */
  get sealed$(): Observable<SealedBatch> {
    return this.batches.asObservable()
  }

  /** Why nothing is sealed, or undefined. */
  get alarm(): LedgerAlarm | undefined {
    return this.problem.current
  }

  /** The same, again whenever it is found. */
  get alarm$(): Observable<LedgerAlarm | undefined> {
    return this.problem.current$
  }

  get lastBatch(): SealedBatch | undefined {
    return this.ledger.history.last
  }

  /** Whether the last batch is of another node, which then goes on sealing while it can. */
  get isStandby(): boolean {
    return this.lastBatch !== undefined && !this.ledger.isLastOurs
  }

  isPending(stream: string): boolean {
    return this.ledger.history.pending.has(stream)
  }

  /** Entries recorded but not sealed. */
  get pending(): number {
    return this.ledger.history.pending.count
  }

  /** Entries that are not sealed: signed here and not read back yet, or read back and pending. */
  get unsealed(): number {
    return this.remembered.size + this.pending
  }

  get reading(): StoreReading {
    return this.ledger.reading
  }

  /**
   * Verifies an entry that is about to be built upon, unless all that the store holds was read since the start.
   * @throws SealingError ENTRY_MISSING, ENTRY_BROKEN; StoreError
   */
  async assertSigned(stream: string, revision: number): Promise<void> {
    if (this.reading.percent === 100) return
    const { store, rules } = this.options
    const events = await readRange(store, { stream, from: revision, to: revision })
    const leaves = events.map((event) => ({ event, hash: entryHash(event.data, rules.crypto) }))
    await verifyLeaves(leaves, store, rules)
  }

  /** The next start reads everything. */
  forgetLandmark(): void {
    this.ledger.forgetLandmark()
  }

  /**
   * Tells of a leaf hash kept from signing, hexadecimal: an entry read back with this hash, in the place it
   * says, needs no check. To be called before the append.
   */
  remember(hash: string, place: EventPlace): void {
    this.remembered.add(hash, place)
  }

  /** Tells that what was remembered was not stored. */
  forget(hash: string): void {
    this.remembered.delete(hash)
  }

  /**
   * Reads the store, recomputing every batch, settles what was signed before, then seals. What stands before a
   * landmark is read while it seals. Resolves when caught up; a ledger that is not whole leaves an alarm instead of sealing.
   * @throws StoreError when the store cannot be read
   */
  async start(): Promise<void> {
    this.isRunning = true
    await this.serial(() => this.load())
    this.emitted = this.ledger.lastBatch
    this.schedule()
    this.pace.restartHeartbeat()
  }

  /** Lets a batch under way finish; what is unsealed is sealed after the next start. */
  async stop(): Promise<void> {
    this.isRunning = false
    this.pace.stop()
    await this.turn
    await this.ledger.keepLandmark()
    this.ledger.stop()
    await this.guard.settled()
    this.batches.complete()
  }

  /**
   * Seals everything that is in the store at this moment; with `heartbeat`, at least one batch.
   * @throws SealingError why not; StoreError
   */
  async sealNow({ heartbeat = false }: { heartbeat?: boolean } = {}): Promise<void> {
    const { ledger } = this
    await this.serial(() => this.assertFollowing())
    await ledger.reach(await this.options.store.headPosition())
    const size = ledger.history.tree.size + this.pending
    const batch = ledger.lastBatch + (heartbeat ? 1 : 0)
    const isDone = (): boolean => ledger.history.tree.size >= size && ledger.lastBatch >= batch
    while (!isDone()) await this.seal(heartbeat)
  }

  /** One after the other: loading, and each batch. */
  private serial(task: () => Promise<void>): Promise<void> {
    const result = this.turn.then(task)
    this.turn = result.catch(() => undefined)
    return result
  }

  private async load(): Promise<void> {
    this.confirmations.releaseAll()
    try {
      await this.ledger.load()
    } catch (error) {
      if (!(error instanceof SealingError)) throw error
      this.problem.refuse(error)
    }
  }

  /** A batch was read back: ours, or another node's that has its place for good. */
  private onBatch(batch: SealedBatch): void {
    const place = batch.record.batch
    if (this.isStandby && this.alarm === undefined) this.pace.standBy()
    this.confirmations.reached(place)
    if (this.emitted === undefined || place <= this.emitted) return
    this.emitted = place
    this.pace.restartHeartbeat()
    this.batches.next(batch)
  }

  private async sealOnce(heartbeat: boolean): Promise<void> {
    await this.assertFollowing()
    await this.writer.write(heartbeat)
    this.problem.clear()
  }

  private assertSealing(): void {
    if (!this.isRunning) throw new SealingError('SEALING_STOPPED', 'the sealer is not running')
    this.problem.assertNotFinal()
  }

  /** After a load that failed nothing is heard of the store: it is read again first. */
  private async assertFollowing(): Promise<void> {
    this.assertSealing()
    if (this.ledger.isFollowing) return
    await this.load()
    this.assertSealing()
  }

  private onLost(error: unknown): void {
    if (error instanceof SealingError) {
      this.problem.refuse(error)
      this.confirmations.releaseAll()
    } else if (this.isRunning && this.emitted !== undefined) {
      if (wantsPerson(error)) this.problem.failed(error)
      this.confirmations.releaseAll({ error })
      this.options.timers.after(RELOAD_DELAY, () => {
        this.serial(() => this.loadAgain()).then(
          () => this.problem.clear(),
          (again: unknown) => {
            this.problem.failed(again)
            this.onLost(again)
          },
        )
      })
    }
  }

  /** Unless somebody who wanted to seal was quicker. */
  private loadAgain(): Promise<void> {
    return this.ledger.isFollowing ? Promise.resolve() : this.load()
  }

  private schedule(): void {
    const isIdle = this.pending === 0 && this.guard.attemptText === null
    const isReady = this.isRunning && !this.problem.isFinal && this.emitted !== undefined
    if (isReady && !isIdle) this.pace.due(this.ledger.history.isUrgent, this.isStandby)
  }

  private async tick(heartbeat: boolean): Promise<void> {
    if (this.problem.isFinal || !this.isRunning) return
    try {
      await this.seal(heartbeat)
      this.schedule()
    } catch {
      // Told by `alarm`, and tried again unless it is final.
    }
  }

  private async seal(heartbeat: boolean): Promise<void> {
    try {
      await this.serial(() => this.sealOnce(heartbeat))
    } catch (error) {
      if (this.problem.failed(error)) this.pace.retry()
      throw error
    }
  }
}
