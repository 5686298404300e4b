import type { Certificate } from './parse-certificate.ts'
import type { Revocation } from './parse-crl.ts'

export type RevocationCode =
  | 'CRL_EXTENSION_UNSUPPORTED'
  | 'CRL_ISSUER_MISMATCH'
  | 'CRL_MALFORMED'
  | 'CRL_SIGNATURE_INVALID'
  | 'OCSP_EXTENSION_UNSUPPORTED'
  | 'OCSP_MALFORMED'
  | 'OCSP_OTHER_CERTIFICATE'
  | 'OCSP_RESPONDER_UNAUTHORISED'
  | 'OCSP_SIGNATURE_INVALID'
  | 'OCSP_STATUS_UNKNOWN'
  | 'REVOCATION_DATA_MISSING'
  | 'REVOCATION_DATA_STALE'
  | 'REVOCATION_DATA_TOO_LATE'

export type RevocationResult =
  | {
      readonly status: 'good'
      readonly source: 'crl' | 'ocsp'
      /** Revoked since, for a reason that leaves what was signed before intact. */
      readonly later: Revocation | null
    }
  | {
      readonly status: 'revoked'
      readonly source: 'crl' | 'ocsp'
      readonly revocation: Revocation
    }
  | { readonly status: 'unknown'; readonly code: RevocationCode }

export interface RevocationInput {
  readonly certificate: Certificate
  /** The certificate above it in the verified path. */
  readonly issuer: Certificate
  /** DER, untrusted. */
  readonly crls: readonly Uint8Array[]
  /** OCSPResponse DER, untrusted. */
  readonly ocsps: readonly Uint8Array[]
  /** The instant asked about, milliseconds since 1970. */
  readonly at: number
}

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
