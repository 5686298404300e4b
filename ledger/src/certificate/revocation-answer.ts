import type { Certificate } from './parse-certificate.ts'
import type { Revocation } from './parse-crl.ts'
import type { RevocationCode, RevocationResult } from './revocation.ts'

/** RFC 3161 §4.1: what was signed before such a revocation stays valid. */
const harmless: ReadonlySet<number> = new Set([0, 3, 4, 5])

/** Why data with these updates cannot tell the status at the instant, or null. */
export function updateProblem(
  updates: { readonly thisUpdate: number; readonly nextUpdate: number | null },
  certificate: Certificate,
  at: number,
): RevocationCode | null {
  const { thisUpdate, nextUpdate } = updates
  // Without nextUpdate newer data is always to be had: only data as new as the instant counts.
  if ((nextUpdate ?? thisUpdate) < at) return 'REVOCATION_DATA_STALE'
  // Expired certificates leave the lists.
  return thisUpdate > certificate.notAfter ? 'REVOCATION_DATA_TOO_LATE' : null
}

export function revokedOrLater(
  revocation: Revocation,
  at: number,
  source: 'crl' | 'ocsp',
): RevocationResult {
  const isHarmless = revocation.reason !== null && harmless.has(revocation.reason)
  return revocation.at > at && isHarmless
    ? { status: 'good', source, later: revocation }
    : { status: 'revoked', source, revocation }
}

export function unknown(code: RevocationCode): RevocationResult {
  return { status: 'unknown', code }
}
