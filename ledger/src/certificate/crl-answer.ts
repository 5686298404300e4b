import { equalBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import { keyUsageBits } from './parse-certificate.ts'
import { parseCrl } from './parse-crl.ts'
import type { Crl } from './parse-crl.ts'
import { revokedOrLater, unknown, updateProblem } from './revocation-answer.ts'
import type { RevocationInput, RevocationResult } from './revocation-answer.ts'
import { verifyIssued } from './verify-issued.ts'

/**
 * What one CRL says (RFC 5280 §6.3). Only complete lists by the certificate's own issuer: delta,
 * indirect and partitioned lists are not understood and answer `unknown`.
 */
export async function crlAnswer(
  der: Uint8Array,
  { certificate, issuer, at }: RevocationInput,
  crypto: Crypto,
): Promise<RevocationResult> {
  const crl = parseOrNull(der)
  if (crl === null) return unknown('CRL_MALFORMED')
  if (!equalBytes(crl.issuer, certificate.issuer) || !equalBytes(crl.issuer, issuer.subject)) {
    return unknown('CRL_ISSUER_MISMATCH')
  }
  const maySign = issuer.keyUsage?.has(keyUsageBits.crlSign) !== false
  if (!maySign || (await verifyIssued(crl.tbs, crl, issuer, crypto)) !== 'valid') {
    return unknown('CRL_SIGNATURE_INVALID')
  }
  const isPlain = [...crl.extensions.values()].every(({ critical }) => !critical)
  if (!isPlain || crl.hasUnknownEntries) return unknown('CRL_EXTENSION_UNSUPPORTED')
  const revocation = crl.revoked.get(toHex(certificate.serial))
  if (revocation !== undefined) return revokedOrLater(revocation, at, 'crl')
  const problem = updateProblem(crl, certificate, at)
  return problem === null ? { status: 'good', source: 'crl', later: null } : unknown(problem)
}

function parseOrNull(der: Uint8Array): Crl | null {
  try {
    return parseCrl(der)
  } catch (cause) {
    if (cause instanceof LedgerError) return null
    throw cause
  }
}
