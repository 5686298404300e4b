import type { Report, Verdict } from '@contremarque/ledger'

/** What this browser found last, for the sentence of a case: no evidence, only a memory. */
export interface LastVerification {
  readonly origin: string
  /** UNFINISHED: the last run gave no report. */
  readonly verdict: Verdict | 'UNFINISHED'
  /** Our clock, RFC 3339. */
  readonly verifiedAt: string
  readonly entries: number
  /** Where tampering was found. */
  readonly broken: readonly { readonly stream: string | null; readonly revision: number | null }[]
}

const KEY = 'contremarque.verification'

export function rememberVerification(report: Report, verifiedAt: string): LastVerification | null {
  const { origin, verdict, entries, findings } = report
  if (origin === null) return null
  const broken = findings
    .filter(({ indication }) => indication === 'FAILED')
    .map(({ place }) => ({ stream: place.stream ?? null, revision: place.revision ?? null }))
  return remember({ origin, verdict, verifiedAt, entries, broken })
}

/** A run without a report takes back that nothing was altered; tampering once found stays found. */
export function withdrawVerification(
  last: LastVerification | null,
  verifiedAt: string,
): LastVerification | null {
  if (last === null || last.verdict === 'TOTAL_FAILED') return last
  return remember({ ...last, verdict: 'UNFINISHED', verifiedAt })
}

function remember(last: LastVerification): LastVerification {
  localStorage.setItem(KEY, JSON.stringify(last))
  return last
}

export function forgetVerification(): void {
  localStorage.removeItem(KEY)
}

export function recallVerification(): LastVerification | null {
  const text = localStorage.getItem(KEY)
  try {
    return text === null ? null : (JSON.parse(text) as LastVerification)
  } catch {
    localStorage.removeItem(KEY)
    return null
  }
}
