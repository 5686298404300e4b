import type { Envelope, JsonValue } from '../entry/envelope.ts'

/** Times without time-stamping that the ledger itself recorded. */
export class Outages {
  private readonly known: { readonly since: number; until: number }[] = []

  learn({ type, stream, data }: Envelope): void {
    if (!stream.startsWith('platform-')) return
    const since = instant(data['since'])
    if (Number.isNaN(since)) return
    if (type === 'TimestampingInterrupted') this.known.push({ since, until: Infinity })
    if (type === 'TimestampingResumed') {
      const until = instant(data['until'])
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

function instant(value: JsonValue | undefined): number {
  return typeof value === 'string' ? Date.parse(value) : NaN
}
