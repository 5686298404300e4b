import { setTimeout as delay } from 'node:timers/promises'
import type { Position } from '../event-store.js'
import { positionUnknown, wantsPerson } from '../store-error.js'

/** Milliseconds between two looks at the end of the log, while somebody waits. */
const LOOK_EVERY = 50
/** The same after a look that failed. */
const LOOK_AGAIN = 500
/** Looks in a row that find the log shorter before it counts. */
const SURE = 3

interface Waiter {
  readonly after: Position
  readonly wake: () => void
  readonly fail: (error: unknown) => void
}

/**
 * Tells when the log has grown: at once when this process appended, else within a moment; and when it has
 * become shorter. It asks the leader and keeps no subscription open, which could fall silent, be dropped,
 * deliver twice or go on on a node that is leader no more.
 */
export class TailWatch {
  private readonly waiting = new Set<Waiter>()
  private looking: Promise<void> | undefined
  private shorter = 0

  /** @param onPutBack told that the log ends before what was read or acknowledged */
  constructor(
    private readonly tail: () => Promise<Position>,
    private readonly closing: AbortSignal,
    private newest: Position,
    private readonly onPutBack: (known: Position) => void,
  ) {}

  /** The highest position known. */
  get position(): Position {
    return this.newest
  }

  note(position: Position): void {
    if (position <= this.newest) return
    this.newest = position
    for (const { wake } of this.waiting) wake()
  }

  /**
   * Resolves when there is something after a position, or when `signal` aborts.
   * @throws StoreError POSITION_UNKNOWN when the log ends before it, STORE_DENIED, STORE_UNTRUSTED
   */
  async beyond(position: Position, signal: AbortSignal): Promise<void> {
    while (this.newest <= position && !signal.aborted) await this.growth(position, signal)
  }

  private async growth(after: Position, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const wake = (): void => resolve(undefined)
    const waiter = { after, wake, fail: reject }
    this.waiting.add(waiter)
    signal.addEventListener('abort', wake)
    this.looking ??= this.look()
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', wake)
      this.waiting.delete(waiter)
    }
  }

  private async look(): Promise<void> {
    let wait = LOOK_EVERY
    while (this.waiting.size > 0 && !this.closing.aborted) {
      await delay(wait, undefined, { signal: this.closing }).catch(() => undefined)
      const known = this.known()
      try {
        this.found(await this.tail(), known)
        wait = LOOK_EVERY
      } catch (error) {
        // Whoever reads next is told; here it is only looked again. What no waiting mends ends who waits.
        if (wantsPerson(error)) for (const { fail } of this.waiting) fail(error)
        wait = LOOK_AGAIN
      }
    }
    this.looking = undefined
  }

  private known(): Position {
    let known = this.newest
    for (const { after } of this.waiting) if (after > known) known = after
    return known
  }

  private found(tail: Position, known: Position): void {
    this.shorter = tail < known ? this.shorter + 1 : 0
    if (tail >= known) this.note(tail)
    if (this.shorter < SURE) return
    this.shorter = 0
    this.newest = tail
    this.onPutBack(known)
    for (const { after, fail } of this.waiting) if (after > tail) fail(positionUnknown(after))
  }
}
