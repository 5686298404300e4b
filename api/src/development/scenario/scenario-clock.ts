import type { ClockState } from '@contremarque/ledger'
import type { VerifiedToken } from '../../time-stamping/ask-tsa.js'
import { TokenClock } from '../../time-stamping/token-clock.js'

/**
 * Tells the time of a story to recorder, sealer and development TSA alike. Time flows at its normal
 * pace within a scene, jumps forward between scenes, never back, and joins real time at the end.
 */
export class ScenarioClock extends TokenClock {
  readonly #real: () => number
  /** Milliseconds the story is behind real time; null once joined. */
  #behind: number | null = null
  #last = 0

  /**
   * @param startsAt story time of now, or null for a clock that tells real time from the start
   * @param real milliseconds since 1970
   */
  constructor(startsAt: number | null, real: () => number) {
    super()
    this.#real = real
    if (startsAt !== null) this.#behind = real() - startsAt
  }

  override now(): number {
    this.#last = Math.max(this.#last, this.#real() - (this.#behind ?? 0))
    return this.#last
  }

  override state(): ClockState {
    return this.#behind === null ? super.state() : { state: 'simulated' }
  }

  /** A token of the story says nothing about the real clock. */
  override measure(token: VerifiedToken): void {
    if (this.#behind === null) super.measure(token)
  }

  /** Forward to a scene; a scene that has passed begins now. Real time is never overtaken. */
  moveTo(at: number): void {
    if (this.#behind === null || at <= this.now()) return
    this.#behind = Math.max(0, this.#real() - at)
  }

  join(): void {
    this.#behind = null
  }
}
