import {
  encodeUtf8,
  parseBatchRecord,
  isClosingRecord,
  parseHex,
  parseVerifierKey,
  recordHash,
  storeEventId,
} from '@contremarque/ledger'
import { Subject, type Observable } from 'rxjs'
import type { StoredEvent } from '../event-store/event-store.js'
import { isStoreError } from '../event-store/store-error.js'
import { Confirmations } from './confirmations.js'
import { attemptOf, type GuardState } from './guard.js'
import { makeNextBatch } from './next-batch.js'
import { Remembered } from './remembered.js'
import { assertGuarded, assertNotRolledBack, rolledBack, textOf } from './rolled-back.js'
import { isLeaf, SealedHistory, type SealedBatch } from './sealed-history.js'
import { SealingError, sealingStopped, type LedgerAlarm } from './sealing-error.js'
import type { SealerOptions } from './sealer-options.js'
import { SealingPace } from './sealing-pace.js'
import { StoreFollower } from './store-follower.js'

const RELOAD_DELAY = 1_000

/**
 * Seals what is recorded (FORMATS §5). The store's own events drive it, its own batches included: a
 * batch counts, and is emitted, only once it was read back. One sealer wins by compare-and-swap on
 * the sealing stream; what is ambiguous is settled by reading the store again from its start.
 */
export class Sealer {
  private readonly options: SealerOptions
  private readonly batches = new Subject<SealedBatch>()
  private readonly remembered = new Remembered()
  private readonly confirmations = new Confirmations()
  private history: SealedHistory
  private follower: StoreFollower | undefined
  private guard: GuardState = { acknowledged: null, attempt: null }
  private emitted: number | undefined
  private isLast = false
  private isRunning = false
  private isStopped = false
  private current: LedgerAlarm | undefined
  private readonly pace: SealingPace
  private turn: Promise<unknown> = Promise.resolve()

  constructor(options: SealerOptions) {
    this.options = options
    this.history = this.newHistory()
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
    return this.current
  }

  get lastBatch(): SealedBatch | undefined {
    return this.history.last
  }

  /** Whether the last batch is of another node, which then goes on sealing while it can. */
  get isStandby(): boolean {
    return this.history.last !== undefined && !this.isLast
  }

  isPending(stream: string): boolean {
    return this.history.pending.has(stream)
  }

  /** Entries recorded but not sealed. */
  get pending(): number {
    return this.history.pending.count
  }

  /** Entries that are not sealed: signed here and not read back yet, or read back and pending. */
  get unsealed(): number {
    return this.remembered.size + this.pending
  }

  /**
   * Tells of a leaf hash kept from signing, hexadecimal: an entry read back with this hash needs no
   * signature check. To be called before the append.
   */
  remember(hash: string): void {
    this.remembered.add(hash)
  }

  /** Tells that what was remembered was not stored. */
  forget(hash: string): void {
    this.remembered.delete(hash)
  }

  /**
   * Reads the whole store, recomputing every batch, settles what was signed before, then seals.
   * Resolves when caught up; a ledger that is not whole leaves an alarm instead of sealing.
   * @throws StoreError when the store cannot be read
   */
  async start(): Promise<void> {
    this.isRunning = true
    await this.serial(() => this.load())
    this.emitted = this.history.last?.record.batch ?? -1
    this.schedule()
    this.pace.restartHeartbeat()
  }

  /** Lets a batch under way finish; what is unsealed is sealed after the next start. */
  async stop(): Promise<void> {
    this.isRunning = false
    this.pace.stop()
    await this.turn
    this.follower?.stop()
    this.batches.complete()
  }

  /**
   * Seals everything that is in the store at this moment; with `heartbeat`, at least one batch.
   * @throws SealingError why not; StoreError
   */
  async sealNow({ heartbeat = false }: { heartbeat?: boolean } = {}): Promise<void> {
    await this.serial(() => this.assertFollowing())
    await this.follower?.reach(await this.options.store.headPosition())
    const size = this.history.tree.size + this.pending
    const batch = (this.history.last?.record.batch ?? -1) + (heartbeat ? 1 : 0)
    const isDone = (): boolean =>
      this.history.tree.size >= size && (this.history.last?.record.batch ?? -1) >= batch
    while (!isDone()) await this.seal(heartbeat)
  }

  /** One after the other: loading, and each batch. */
  private serial(task: () => Promise<void>): Promise<void> {
    const result = this.turn.then(task)
    this.turn = result.catch(() => undefined)
    return result
  }

  private newHistory(): SealedHistory {
    const { store, rules, checkpointKey } = this.options
    return new SealedHistory(store, rules, parseVerifierKey(checkpointKey, rules.crypto))
  }

  private async load(): Promise<void> {
    this.unfollow()
    this.confirmations.releaseAll()
    const history = this.newHistory()
    this.history = history
    try {
      const kept = await this.options.guard.read()
      this.guard = kept
      const { acknowledged } = kept
      const known = [...this.options.knownNotes, ...(acknowledged === null ? [] : [acknowledged])]
      const missing = new Set(known.map(textOf))
      await this.follow(history, missing)
      await assertNotRolledBack(history, missing, attemptOf(this.guard))
      if (this.options.isGuardExpected === true) assertGuarded(history, kept)
    } catch (error) {
      if (!(error instanceof SealingError)) {
        this.unfollow()
        throw error
      }
      this.refuse(error)
    }
  }

  private unfollow(): void {
    this.follower?.stop()
    this.follower = undefined
  }

  private async follow(history: SealedHistory, missing: Set<string>): Promise<void> {
    const follower = new StoreFollower(
      this.options.store,
      (event) => this.accept(event, history, missing),
      () => {
        this.schedule()
      },
      (error) => {
        if (this.follower === follower) this.onLost(error)
      },
    )
    this.follower = follower
    await follower.start()
  }

  private async accept(
    event: StoredEvent,
    history: SealedHistory,
    missing: Set<string>,
  ): Promise<void> {
    if (event.stream === this.options.stream) {
      if (isClosingRecord(event.data)) history.end(event)
      const batch = await history.addBatch(event)
      missing.delete(textOf(batch.record.note))
      if (history === this.history) this.confirm(batch)
    } else if (isLeaf(event)) {
      history.addEntry(event, (hash) => this.remembered.delete(hash))
    }
  }

  /**
   * A batch was read back: ours, or another node's that has its place for good. The guard's file says
   * so at its next write; a start before that comes to the same from the store. A retry stays.
   */
  private confirm(batch: SealedBatch): void {
    const place = batch.record.batch
    const attempt = attemptOf(this.guard)
    const isSettled = attempt === undefined || attempt.batch <= place
    this.isLast = attempt?.note === batch.record.note
    if (!this.isLast && this.current === undefined) this.pace.standBy()
    this.guard = {
      acknowledged: batch.record.note,
      attempt: isSettled ? null : this.guard.attempt,
    }
    this.confirmations.reached(place)
    if (this.emitted === undefined || place <= this.emitted) return
    this.emitted = place
    this.pace.restartHeartbeat()
    this.batches.next(batch)
  }

  /** At most one batch: what was signed and not read back, else the next. */
  private async sealOnce(heartbeat: boolean): Promise<void> {
    await this.assertFollowing()
    const attempt = this.guard.attempt ?? (await this.signNext(heartbeat))
    if (attempt !== undefined) await this.submit(attempt)
    if (!this.isStopped) this.current = undefined
  }

  /** @returns what is signed, and durable: if we crash now, the next start appends these very bytes */
  private async signNext(heartbeat: boolean): Promise<string | undefined> {
    const { store, rules, signer, clock, guard } = this.options
    const maker = { store, rules, signer, now: clock.now() }
    const next = await makeNextBatch(this.history, maker, heartbeat)
    if (next === undefined) return undefined
    const state = { acknowledged: this.history.last?.record.note ?? null, attempt: next }
    await guard.write(state)
    this.guard = state
    return next
  }

  private async submit(attempt: string): Promise<void> {
    const { store, stream, rules } = this.options
    const data = encodeUtf8(attempt)
    const { batch } = parseBatchRecord(data)
    // Another node may have taken the place while this was signed: its batch is not told again.
    const isTaken = (this.history.last?.record.batch ?? -1) >= batch
    if (isTaken) this.guard = { ...this.guard, attempt: null }
    if (isTaken) return
    const id = storeEventId(parseHex(recordHash(data, rules.crypto)))
    const confirmed = this.confirmations.of(batch)
    try {
      await store.append(stream, batch - 1, [
        { id, type: 'BatchSealed', data, metadata: { batch } },
      ])
    } catch (error) {
      await this.onAppendFailed(error, batch)
    }
    await confirmed
  }

  private async onAppendFailed(error: unknown, batch: number): Promise<void> {
    if (isStoreError(error, 'WRONG_REVISION')) {
      // Ours was not stored. Either another node has its place, and its batch is on the way to us.
      if (Number(error.details['actual']) >= batch) return
      throw rolledBack(this.history, `batch ${batch - 1} and others`, error)
    }
    if (isStoreError(error, 'STORE_UNAVAILABLE')) throw error
    // Stored or not, we do not know: only the store can tell.
    await this.load()
  }

  private assertSealing(): void {
    if (!this.isRunning) throw new SealingError('SEALING_STOPPED', 'the sealer is not running')
    if (!this.isStopped || this.current === undefined) return
    throw new SealingError(this.current.code, this.current.message)
  }

  /** After a load that failed nothing is heard of the store: it is read again first. */
  private async assertFollowing(): Promise<void> {
    this.assertSealing()
    if (this.follower !== undefined) return
    await this.load()
    this.assertSealing()
  }

  private refuse(error: SealingError): void {
    this.isStopped = true
    this.raise(error)
  }

  private raise(error: SealingError): void {
    if (this.current?.code === error.code) return
    const since = new Date(this.options.clock.now()).toISOString()
    this.current = { code: error.code, message: error.message, since }
  }

  private onLost(error: unknown): void {
    if (error instanceof SealingError) {
      this.refuse(error)
      this.confirmations.releaseAll()
    } else if (this.isRunning && this.emitted !== undefined) {
      this.options.timers.after(RELOAD_DELAY, () => {
        this.serial(() => this.load()).catch((again: unknown) => {
          this.onLost(again)
        })
      })
    }
  }

  private schedule(): void {
    const isIdle = this.pending === 0 && this.guard.attempt === null
    if (!this.isRunning || this.isStopped || this.emitted === undefined || isIdle) return
    this.pace.due(this.history.isUrgent, this.isStandby)
  }

  private async tick(heartbeat: boolean): Promise<void> {
    if (this.isStopped || !this.isRunning) return
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
      this.onFailed(error)
      throw error
    }
  }

  private onFailed(error: unknown): void {
    if (error instanceof SealingError && error.code !== 'CLOCK_WENT_BACK') {
      this.refuse(error)
      return
    }
    this.raise(error instanceof SealingError ? error : sealingStopped(error))
    this.pace.retry()
  }
}
