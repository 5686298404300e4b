import { parseCertificate } from '../certificate/parse-certificate.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { checkTsaUsage } from './check-tsa-certificate.ts'
import { checkTsaChain } from './check-tsa-chain.ts'
import type { TokenProblem } from './token-problem.ts'

export interface TsaCertificateEvidence {
  /** DER. */
  readonly certificate: Uint8Array
  /** Issuer certificates, DER, any order. */
  readonly chain: readonly Uint8Array[]
  /** Pinned roots, DER. */
  readonly roots: readonly Uint8Array[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * Why tokens by this certificate would not be believed at this instant; revocation is not looked at.
 * @throws LedgerError CERTIFICATE_MALFORMED
 */
export async function tsaCertificateProblems(
  { certificate, chain, roots, at }: TsaCertificateEvidence,
  crypto: Crypto,
): Promise<readonly TokenProblem[]> {
  const parsed = parseCertificate(certificate)
  const { problems } = await checkTsaChain(
    {
      certificate: parsed,
      intermediates: chain.map((der) => parseCertificate(der)),
      roots: roots.map((der) => parseCertificate(der)),
      ...{ crls: [], ocsps: [], chainIds: [], at },
    },
    crypto,
  )
  return [...checkTsaUsage(parsed, at), ...problems]
}
