import { TsaError } from './tsa-error.js'

/** Who puts into the ledger that there are no time-stamps, and that there are again. */
export interface OutageTeller {
  /** `since`: when the first request failed. Nothing when the ledger says so already. */
  interrupted(since: string, tsas: readonly string[]): Promise<void>
  /** Nothing when the ledger says of none that it goes on. */
  resumed(until: string): Promise<void>
}

export interface OutageSettings {
  /** Milliseconds without a time-stamp after which the outage is recorded. */
  readonly announceAfter?: number
  /** Milliseconds after which legally dated actions are refused. */
  readonly limit?: number
}

const ANNOUNCE_AFTER = 60_000
const LIMIT = 4 * 3_600_000
const FIRST_DELAY = 1_000
const LONGEST_DELAY = 60_000

/** How long there has been no time-stamp, and what follows from it. Instants in milliseconds since 1970. */
export class Outage {
  /** When the first failure of the outage was; undefined while all is well. */
  since: number | undefined
  /** Whether the ledger says so. */
  isAnnounced = false
  /** Whether the ledger may say so of one that is over: also what a process before this one told. */
  mayStandOpen = true
  private failures = 0
  private readonly settings: OutageSettings

  constructor(settings: OutageSettings) {
    this.settings = settings
  }

  failed(now: number): void {
    this.since ??= now
    this.failures++
  }

  /** Milliseconds until the next try: doubling, with a bound. */
  get retryDelay(): number {
    return Math.min(FIRST_DELAY * 2 ** Math.max(0, this.failures - 1), LONGEST_DELAY)
  }

  mustAnnounce(now: number): boolean {
    const { announceAfter = ANNOUNCE_AFTER } = this.settings
    return !this.isAnnounced && this.since !== undefined && now - this.since >= announceAfter
  }

  ended(): void {
    this.since = undefined
    this.isAnnounced = false
    this.failures = 0
  }

  /** @throws TsaError TIMESTAMPING_INTERRUPTED */
  assertWithinLimit(now: number): void {
    const { limit = LIMIT } = this.settings
    if (this.since === undefined || now - this.since <= limit) return
    const since = new Date(this.since).toISOString()
    throw new TsaError('TIMESTAMPING_INTERRUPTED', `no time-stamp since ${since}`, {
      details: { since },
    })
  }
}
