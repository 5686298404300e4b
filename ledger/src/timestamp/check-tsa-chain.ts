import { oid } from '../asn1/oid.ts'
import type { Certificate } from '../certificate/parse-certificate.ts'
import { checkRevocation } from '../certificate/revocation.ts'
import { type ChainCode, verifyChain } from '../certificate/verify-chain.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { ifReadable } from '../errors.ts'
import { type EssCertificateId, namesCertificate } from './ess-certificate.ts'
import { tokenProblem, type TokenProblem, type TokenProblemCode } from './token-problem.ts'

export interface TsaChainInput {
  readonly certificate: Certificate
  /** Untrusted. */
  readonly intermediates: readonly Certificate[]
  /** Pinned. */
  readonly roots: readonly Certificate[]
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
  /** genTime, milliseconds since 1970. */
  readonly at: number
  /** ESS identifiers after the signer's own. */
  readonly chainIds: readonly EssCertificateId[]
}

export type RevocationStatus = 'good' | 'revoked' | 'unknown'

/** Untrusted data, and the instant asked about, milliseconds since 1970. */
export type RevocationEvidence = Pick<TsaChainInput, 'crls' | 'ocsps' | 'at'>

export interface TsaChainCheck {
  readonly problems: readonly TokenProblem[]
  /** `good` only when every certificate below the root is. */
  readonly revocation: RevocationStatus
  /** From the certificate to the root; empty when there is none. */
  readonly path: readonly Certificate[]
}

const codes: Partial<Record<ChainCode, TokenProblemCode>> = {
  CERTIFICATE_EXPIRED: 'TOKEN_CERTIFICATE_EXPIRED',
  CERTIFICATE_NOT_YET_VALID: 'TOKEN_CERTIFICATE_NOT_YET_VALID',
}

/**
 * The path from the TSA certificate to a pinned root, and revocation along it, at genTime. The
 * certificate's own validity and usage are checkTsaCertificate's and are not reported twice.
 */
export async function checkTsaChain(input: TsaChainInput, crypto: Crypto): Promise<TsaChainCheck> {
  const { certificate, intermediates, roots } = input
  const at = Math.min(Math.max(input.at, certificate.notBefore), certificate.notAfter)
  const isForTimestamps = certificate.extendedKeyUsages?.includes(oid.timeStamping) === true
  const usage = isForTimestamps ? { usage: oid.timeStamping } : {}
  const result = await verifyChain(
    { leaf: certificate, intermediates, roots, at, ...usage },
    crypto,
  )
  if (!result.ok) {
    const code = codes[result.code] ?? 'TOKEN_CHAIN_UNTRUSTED'
    const message = `${result.code} at ${result.subject ?? 'a certificate without a common name'}`
    return { problems: [tokenProblem(code, message)], revocation: 'unknown', path: [] }
  }
  const problems = checkChainIds(input.chainIds, result.path, crypto)
  const revocation = await revocationAlong(result.path, input, crypto)
  if (revocation === 'revoked') {
    problems.push(
      tokenProblem('TOKEN_CERTIFICATE_REVOKED', 'revoked before genTime, or for its key'),
    )
  }
  return { problems, revocation, path: result.path }
}

/** Further ESS identifiers narrow the path that may be used (RFC 5035 §3). */
function checkChainIds(
  ids: readonly EssCertificateId[],
  path: readonly Certificate[],
  crypto: Crypto,
): TokenProblem[] {
  const isInPath = (id: EssCertificateId): boolean =>
    path.some((one) => ifReadable(() => namesCertificate(id, one, crypto)) === true)
  if (ids.every(isInPath)) return []
  return [tokenProblem('TOKEN_ESS_MISMATCH', 'attribute names a certificate outside the path')]
}

/** Of every certificate of a verified path below its root. */
export async function revocationAlong(
  path: readonly Certificate[],
  { crls, ocsps, at }: RevocationEvidence,
  crypto: Crypto,
): Promise<RevocationStatus> {
  const statuses: RevocationStatus[] = path.length === 1 ? ['unknown'] : []
  for (const [index, issuer] of path.slice(1).entries()) {
    const certificate = path[index]!
    const { status } = await checkRevocation({ certificate, issuer, crls, ocsps, at }, crypto)
    statuses.push(status)
  }
  if (statuses.includes('revoked')) return 'revoked'
  return statuses.includes('unknown') ? 'unknown' : 'good'
}
