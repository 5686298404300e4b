import { isClosingRecord, parseVerifierKey } from '@contremarque/ledger'
import type { Position, StoredEvent } from '../event-store/event-store.js'
import type { KeptGuard } from './kept-guard.js'
import type { Remembered } from './remembered.js'
import { assertGuarded, assertNotRolledBack, textOf } from './rolled-back.js'
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

/** The ledger as the store tells it: read from its start, compared with the guard, then followed. */
export class FollowedLedger {
  history: SealedHistory
  /** Whether the last batch is the one that this node signed last. */
  isLastOurs = false
  private follower: StoreFollower | undefined
  private isLoaded = false
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
    this.history = this.newHistory()
  }

  get isFollowing(): boolean {
    return this.follower !== undefined
  }

  /** Number of the last batch; -1 before the first. */
  get lastBatch(): number {
    return this.history.last?.record.batch ?? -1
  }

  /**
   * Reads the store from its start, then goes on live.
   * @throws SealingError when it is not whole, and goes on reading; StoreError when it cannot be read
   */
  async load(): Promise<void> {
    this.stop()
    this.isLoaded = false
    const history = this.newHistory()
    this.history = history
    try {
      const kept = await this.guard.read()
      const { knownNotes, isGuardExpected } = this.options
      const { acknowledged } = kept
      const known = [...knownNotes, ...(acknowledged === null ? [] : [acknowledged])]
      const missing = new Set(known.map(textOf))
      const follower = await this.follow(history, missing)
      const { attempt } = this.guard
      await follower.between(() => assertNotRolledBack(history, missing, attempt))
      if (isGuardExpected === true) assertGuarded(history, kept)
      this.isLoaded = true
      if (history.last !== undefined) this.isLastOurs = this.guard.confirm(history.last)
    } catch (error) {
      if (!(error instanceof SealingError)) this.stop()
      throw error
    }
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
    this.follower?.stop()
    this.follower = undefined
  }

  private newHistory(): SealedHistory {
    const { store, rules, checkpointKey } = this.options
    return new SealedHistory(store, rules, parseVerifierKey(checkpointKey, rules.crypto))
  }

  private async follow(history: SealedHistory, missing: Set<string>): Promise<StoreFollower> {
    const follower = new StoreFollower(
      this.options.store,
      (event) => this.accept(event, history, missing),
      () => this.listener.onPage(),
      (error) => {
        if (this.follower !== follower) return
        if (!(error instanceof SealingError)) this.stop()
        this.listener.onLost(error)
      },
    )
    this.follower = follower
    await follower.start()
    return follower
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
      if (history === this.history) this.take(batch)
    } else if (isLeaf(event)) {
      history.addEntry(event, (hash) => this.remembered.take(hash, event))
    } else this.options.onOther?.(event)
  }

  /** While the store is read from its start the guard may know later batches than this. */
  private take(batch: SealedBatch): void {
    if (this.isLoaded) this.isLastOurs = this.guard.confirm(batch)
    this.listener.onBatch(batch)
  }
}
