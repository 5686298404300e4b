import type { Crypto } from '../crypto/crypto.ts'
import { crlAnswer } from './crl-answer.ts'
import { ocspAnswer } from './ocsp-answer.ts'
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

/**
 * Whether a certificate was revoked at an instant. Data made after the instant counts too, as long
 * as the certificate had not expired by then; data whose next update was due before it does not.
 * A revocation later than the instant leaves the answer good only for the reasons of RFC 3161 §4.1
 * (unspecified, affiliationChanged, superseded, cessationOfOperation): with no reason, or with a
 * compromised key, nothing the key signed is to be believed. One usable `revoked` outweighs all.
 */
export async function checkRevocation(
  input: RevocationInput,
  crypto: Crypto,
): Promise<RevocationResult> {
  const answers: RevocationResult[] = []
  for (const der of input.ocsps) answers.push(await ocspAnswer(der, input, crypto))
  for (const der of input.crls) answers.push(await crlAnswer(der, input, crypto))
  return (
    answers.find(({ status }) => status === 'revoked') ??
    answers.find(({ status }) => status === 'good') ??
    answers[0] ?? { status: 'unknown', code: 'REVOCATION_DATA_MISSING' }
  )
}
