import type { OutageTeller } from '../time-stamping/outage.js'
import { ToldOnce, type ToldOnceParts } from './told-once.js'

export const OUTAGE_STREAM = 'platform-timestamping'

/** Puts into the ledger that there are no time-stamps: each outage once, whichever nodes notice it. */
export class OutageLog implements OutageTeller {
  private readonly once: ToldOnce
  /** Since when the one is that is told and not ended. */
  private open: string | null = null

  constructor(parts: Pick<ToldOnceParts, 'append' | 'crypto' | 'store'>) {
    this.once = new ToldOnce({
      ...parts,
      stream: OUTAGE_STREAM,
      onEntry: ({ type, data: { since } }) => {
        if (type === 'TimestampingInterrupted' && typeof since === 'string') this.open = since
        if (type === 'TimestampingResumed') this.open = null
      },
    })
  }

  interrupted(since: string, tsas: readonly string[]): Promise<void> {
    const event = { type: 'TimestampingInterrupted', data: { since, tsas } }
    return this.once.tell(() => (this.open === null ? event : undefined))
  }

  resumed(until: string): Promise<void> {
    return this.once.tell(() =>
      this.open === null
        ? undefined
        : { type: 'TimestampingResumed', data: { since: this.open, until } },
    )
  }
}
