import type { Envelope } from '../entry/envelope.ts'

/** Times without time-stamping that the ledger itself recorded. */
export class Outages {
  private readonly known: { readonly since: number; until: number }[] = []

  learn({ type, stream, data }: Envelope): void {
    if (!stream.startsWith('platform-')) return
    const since = Date.parse(String(data['since']))
    if (Number.isNaN(since)) return
    if (type === 'TimestampingInterrupted') this.known.push({ since, until: Infinity })
    if (type === 'TimestampingResumed') {
      const until = Date.parse(String(data['until']))
      const open = this.known.find((outage) => outage.since === since)
      if (open === undefined) this.known.push({ since, until })
      else open.until = until
    }
  }

  /** Whether a recorded outage lies in the bracket, which then had to be that wide. */
  cover(notBefore: number, notAfter: number): boolean {
    return this.known.some(({ since, until }) => since <= notAfter && until >= notBefore)
  }
}
