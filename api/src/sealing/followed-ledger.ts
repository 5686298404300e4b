import { isClosingRecord, LedgerError, parseVerifierKey } from '@contremarque/ledger'
import { START, type Position, type StoredEvent } from '../event-store/event-store.js'
import { isStoreError, StoreError } from '../event-store/store-error.js'
import type { GuardState } from './guard.js'
import type { KeptGuard } from './kept-guard.js'
import { LandmarkKeeper } from './landmark-keeper.js'
import type { Landmark } from './landmark.js'
import { OlderPart, unfit } from './older-part.js'
import type { Remembered } from './remembered.js'
import { resumeHistory } from './resume-history.js'
import { assertGuarded, assertNotRolledBack, sizeOf, textOf } from './rolled-back.js'
import { isLeaf, SealedHistory, type SealedBatch } from './sealed-history.js'
import { SealingError } from './sealing-error.js'
import type { SealerOptions } from './sealer-options.js'
import { StoreFollower } from './store-follower.js'

/** What is done with what the store tells. */
export interface LedgerListener {
  /** A batch was read back, of this node or another, also one read before. */
  onBatch(batch: SealedBatch): void
  /** Something was taken in. */
  onPage(): void
  /** The store tells no more. */
  onLost(error: unknown): void
}

/** How far the store is known to be whole. */
export interface StoreReading {
  /** When it had last been read from its start to its end, milliseconds since 1970; undefined: never. */
  readonly wholeAt: number | undefined
  /** Of what was there at the start, how much this process has read. */
  readonly percent: number
}

/**
 * The ledger as the store tells it: read from its start, or from a landmark while the older part is read again,
 * compared with the guard, then followed.
 */
export class FollowedLedger {
  history: SealedHistory
  /** Whether the last batch is the one that this node signed last. */
  isLastOurs = false
  private follower: StoreFollower | undefined
  private older: OlderPart | undefined
  private wholeAt: number | undefined
  /** Whether everything was read since the last loading began. */
  private isWhole = false
  private isLoaded = false
  /** Whether it is found out if the store goes on from a landmark. */
  private isTrying = false
  private readonly keeper: LandmarkKeeper
  private readonly options: SealerOptions
  private readonly guard: KeptGuard
  private readonly remembered: Remembered
  private readonly listener: LedgerListener

  constructor(
    options: SealerOptions,
    guard: KeptGuard,
    remembered: Remembered,
    listener: LedgerListener,
  ) {
    this.options = options
    this.guard = guard
    this.remembered = remembered
    this.listener = listener
    this.keeper = new LandmarkKeeper(options.landmarks)
    this.history = this.newHistory()
  }

  get isFollowing(): boolean {
    return this.follower !== undefined
  }

  /** Number of the last batch; -1 before the first. */
  get lastBatch(): number {
    return this.history.last?.record.batch ?? -1
  }

  get reading(): StoreReading {
    const { wholeAt, older } = this
    return { wholeAt, percent: this.isWhole ? 100 : (older?.percent ?? 0) }
  }

  /**
   * Reads the store from its start, or from a landmark, then goes on live.
   * @throws SealingError when it is not whole, and goes on reading; StoreError when it cannot be read
   */
  async load(): Promise<void> {
    this.stop()
    this.isLoaded = false
    this.isWhole = false
    this.wholeAt = undefined
    try {
      const kept = await this.guard.read()
      if (!(await this.loadFromLandmark(kept))) {
        await this.readFrom(this.newHistory(), kept, START)
        this.wholeAt = this.options.clock.now()
        this.isWhole = true
      }
      this.isLoaded = true
      const { last } = this.history
      if (last !== undefined) this.isLastOurs = this.guard.confirm(last)
      await this.keepLandmark()
    } catch (error) {
      if (!(error instanceof SealingError)) this.stop()
      else this.forgetLandmark()
      throw error
    }
  }

  /** Where it stands now, for the next start; nothing while the older part was not read again. */
  async keepLandmark(): Promise<void> {
    const { wholeAt, options } = this
    if (wholeAt !== undefined && this.isWhole && this.isLoaded) {
      const now = options.clock.now()
      await this.between(async (history) => this.keeper.keep(history, wholeAt, now))
    }
    await this.keeper.settled()
  }

  /** The next start reads everything. */
  forgetLandmark(): void {
    this.keeper.forget()
  }

  /** Resolves when everything up to a position has been taken in. */
  async reach(position: Position): Promise<void> {
    await this.follower?.reach(position)
  }

  /** Runs a task over the history while nothing more is taken in. */
  between<T>(task: (history: SealedHistory) => Promise<T>): Promise<T> {
    const { follower, history } = this
    return follower === undefined ? task(history) : follower.between(() => task(history))
  }

  stop(): void {
    this.older?.stop()
    this.older = undefined
    this.follower?.stop()
    this.follower = undefined
  }

  private get key() {
    return parseVerifierKey(this.options.checkpointKey, this.options.rules.crypto)
  }

  private newHistory(): SealedHistory {
    const { store, rules } = this.options
    return new SealedHistory(store, rules, this.key)
  }

  /** @returns whether the store goes on from the landmark; else everything is to be read */
  private async loadFromLandmark(kept: GuardState): Promise<boolean> {
    const landmark = await this.keeper.read()
    if (landmark === undefined) return false
    this.isTrying = true
    try {
      const missing = await this.resume(landmark, kept)
      if (missing !== undefined) {
        this.readOlder(landmark, missing)
        return true
      }
    } catch (error) {
      const isOfStore = error instanceof StoreError && !isStoreError(error, 'POSITION_UNKNOWN')
      if (isOfStore || !(error instanceof LedgerError)) throw error
    } finally {
      this.isTrying = false
    }
    this.stop()
    this.keeper.forget()
    return false
  }

  /** @returns known notes that stand before the landmark; undefined when the store does not go on from it */
  private async resume(landmark: Landmark, kept: GuardState): Promise<Set<string> | undefined> {
    const { store, stream, rules } = this.options
    const history = await resumeHistory(landmark, stream, store, rules, this.key)
    if (history === undefined) return undefined
    const before = await this.readFrom(history, kept, landmark.after)
    // What the server did behind our last event is seen in passing.
    await store.readAll(await store.headPosition(), 1)
    const isWhole = history.isResumed && this.follower?.failed === undefined
    return isWhole && this.keeper.isClear ? before : undefined
  }

  /**
   * Takes in everything behind a position, and compares it with what was signed.
   * @returns known notes that stand before it
   */
  private async readFrom(
    history: SealedHistory,
    kept: GuardState,
    after: Position,
  ): Promise<Set<string>> {
    this.history = history
    const { knownNotes, isGuardExpected } = this.options
    const { acknowledged } = kept
    const known = [...knownNotes, ...(acknowledged === null ? [] : [acknowledged])].map(textOf)
    const { last } = history
    const before = new Set(known.filter((text) => sizeOf(text) < (last?.checkpoint.size ?? 0)))
    const missing = new Set(known).difference(before)
    if (last !== undefined) missing.delete(textOf(last.record.note))
    const follower = await this.follow(history, missing, after)
    const { attempt } = this.guard
    await follower.between(() => assertNotRolledBack(history, missing, attempt))
    if (isGuardExpected === true) assertGuarded(history, kept)
    return before
  }

  private async follow(
    history: SealedHistory,
    missing: Set<string>,
    after: Position,
  ): Promise<StoreFollower> {
    const follower = new StoreFollower(
      this.options.store,
      (event) => this.accept(event, history, missing),
      () => this.listener.onPage(),
      (error) => {
        if (this.follower === follower && !this.isTrying) this.onLost(error)
      },
    )
    this.follower = follower
    await follower.start(after, after !== START)
    return follower
  }

  private onLost(error: unknown): void {
    if (error instanceof SealingError) this.forgetLandmark()
    else this.stop()
    this.listener.onLost(error)
  }

  /** In the background: what is found there is told as if the start had found it. */
  private readOlder(landmark: Landmark, missing: Set<string>): void {
    const { store, rules } = this.options
    const { origin, crypto } = rules
    this.wholeAt = landmark.wholeAt
    // The keys are known already.
    const isSealCertificate = (der: Uint8Array): boolean => rules.isSealCertificate(der)
    const history = new SealedHistory(store, { origin, crypto, isSealCertificate }, this.key)
    const older = new OlderPart(landmark, history, store, (event) =>
      this.accept(event, history, missing),
    )
    this.older = older
    this.joinOlder(older, missing).catch((error: unknown) => {
      if (this.older !== older) return
      // A store that cannot be read there is read anew, all of it.
      this.forgetLandmark()
      this.onLost(error)
    })
  }

  private async joinOlder(older: OlderPart, missing: Set<string>): Promise<void> {
    await older.read(this.options.rules.crypto)
    await assertNotRolledBack(older.history, missing, undefined)
    await this.between(async (history) => {
      if (this.older !== older) return
      const stream = history.pending.adopt(older.history.pending)
      if (stream !== undefined) throw unfit(older.batch, `${stream} goes on elsewhere`)
      this.older = undefined
      this.wholeAt = this.options.clock.now()
      this.isWhole = true
    })
    await this.keepLandmark()
  }

  private async accept(
    event: StoredEvent,
    history: SealedHistory,
    missing: Set<string>,
  ): Promise<void> {
    if (history.isPassed(event)) return
    if (event.stream === this.options.stream) {
      if (isClosingRecord(event.data)) history.end(event)
      const batch = await history.addBatch(event)
      missing.delete(textOf(batch.record.note))
      if (history === this.history) this.take(batch)
    } else if (isLeaf(event)) {
      history.addEntry(event, (hash) => this.remembered.take(hash, event))
    } else this.options.onOther?.(event)
  }

  /** While the store is read from its start the guard may know later batches than this. */
  private take(batch: SealedBatch): void {
    if (this.isLoaded) {
      this.isLastOurs = this.guard.confirm(batch)
      this.noteLandmark()
    }
    this.listener.onBatch(batch)
  }

  private noteLandmark(): void {
    const { wholeAt, history, options } = this
    if (wholeAt !== undefined && this.isWhole)
      this.keeper.note(history, wholeAt, options.clock.now())
  }
}
