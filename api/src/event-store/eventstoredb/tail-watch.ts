import { setTimeout as delay } from 'node:timers/promises'
import type { Position } from '../event-store.js'

/** Milliseconds between two looks at the end of the log, while somebody waits. */
const LOOK_EVERY = 50
/** The same after a look that failed. */
const LOOK_AGAIN = 500

/**
 * Tells when the log has grown: at once when this process appended, else within a moment. It asks the
 * leader and keeps no subscription open, which could fall silent, be dropped, deliver twice or go on on a
 * node that is leader no more.
 */
export class TailWatch {
  private readonly waiting = new Set<() => void>()
  private looking: Promise<void> | undefined

  constructor(
    private readonly tail: () => Promise<Position>,
    private readonly closing: AbortSignal,
    private newest: Position,
  ) {}

  /** The highest position known. */
  get position(): Position {
    return this.newest
  }

  note(position: Position): void {
    if (position <= this.newest) return
    this.newest = position
    for (const wake of this.waiting) wake()
  }

  /** Resolves when there is something after a position, or when `signal` aborts. */
  async beyond(position: Position, signal: AbortSignal): Promise<void> {
    while (this.newest <= position && !signal.aborted) await this.growth(signal)
  }

  private async growth(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const wake = (): void => resolve(undefined)
    this.waiting.add(wake)
    signal.addEventListener('abort', wake)
    this.looking ??= this.look()
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', wake)
      this.waiting.delete(wake)
    }
  }

  private async look(): Promise<void> {
    let wait = LOOK_EVERY
    while (this.waiting.size > 0 && !this.closing.aborted) {
      await delay(wait, undefined, { signal: this.closing }).catch(() => undefined)
      try {
        this.note(await this.tail())
        wait = LOOK_EVERY
      } catch {
        // Whoever reads next is told; here it is only looked again.
        wait = LOOK_AGAIN
      }
    }
    this.looking = undefined
  }
}
