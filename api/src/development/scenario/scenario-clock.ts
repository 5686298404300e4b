import type { ClockState } from '@contremarque/ledger'
import type { Clock } from '../../config/clock.js'

/**
 * Tells the time of a story to recorder, sealer and development TSA alike. Time flows at its normal
 * pace within a scene, jumps forward between scenes, never back, and joins real time at the end.
 */
export class ScenarioClock implements Clock {
  readonly #real: Clock
  /** Milliseconds the story is behind real time; null once joined. */
  #behind: number | null = null
  #last = 0

  /** @param startsAt story time of now, or null for a clock that tells real time from the start */
  constructor(real: Clock, startsAt: number | null) {
    this.#real = real
    if (startsAt !== null) this.#behind = real.now() - startsAt
  }

  now(): number {
    this.#last = Math.max(this.#last, this.#real.now() - (this.#behind ?? 0))
    return this.#last
  }

  state(): ClockState {
    return this.#behind === null ? this.#real.state() : { state: 'simulated' }
  }

  /** Forward to a scene; a scene that has passed begins now. Real time is never overtaken. */
  moveTo(at: number): void {
    if (this.#behind === null || at <= this.now()) return
    this.#behind = Math.max(0, this.#real.now() - at)
  }

  join(): void {
    this.#behind = null
  }
}
