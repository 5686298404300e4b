import type { ClockState } from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { VerifiedToken } from './ask-tsa.js'

/** The system's clock, measured against every token that arrives: its state is never made up. */
export class TokenClock implements Clock {
  private measured: { readonly offset: number; readonly at: number } | undefined

  now(): number {
    return Date.now()
  }

  state(): ClockState {
    if (this.measured === undefined) return { state: 'unknown' }
    const { offset, at } = this.measured
    return { age: Math.max(0, this.now() - at), offset, state: 'measured' }
  }

  /** Offset of our clock against the authority's, taking the middle of question and answer. */
  measure({ genTime, hasFraction, sentAt, receivedAt }: VerifiedToken): void {
    const theirs = hasFraction ? genTime : genTime + 500
    const ours = (sentAt + receivedAt) / 2
    this.measured = { offset: Math.round(ours - theirs), at: receivedAt }
  }
}
