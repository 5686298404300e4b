import type { ClockState } from '@contremarque/ledger'

/** The one source of now: the system's, or the scenario's in a development ledger. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** What is known about it, as written into entries. */
  state(): ClockState
}
