import { oid } from '../asn1/oid.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { keyUsageBits } from './parse-certificate.ts'
import type { Certificate } from './parse-certificate.ts'
import { verifyIssued } from './verify-issued.ts'

const MAX_PATH = 8
const anyExtendedKeyUsage = '2.5.29.37.0'
/** Critical extensions that are processed, or that can change nothing here (names, policies: any). */
const processed: ReadonlySet<string> = new Set([
  oid.basicConstraints,
  oid.keyUsage,
  oid.extendedKeyUsage,
  '2.5.29.17',
  '2.5.29.32',
])

export type ChainCode =
  | 'CERTIFICATE_ALGORITHM_UNSUPPORTED'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_EXTENSION_UNSUPPORTED'
  | 'CERTIFICATE_NOT_CA'
  | 'CERTIFICATE_NOT_YET_VALID'
  | 'CERTIFICATE_PATH_TOO_LONG'
  | 'CERTIFICATE_SIGNATURE_INVALID'
  | 'CERTIFICATE_USAGE_MISMATCH'
  | 'CHAIN_INCOMPLETE'

export type ChainResult =
  | {
      readonly ok: true
      /** Leaf first, pinned root last. */ readonly path: readonly Certificate[]
    }
  | {
      readonly ok: false
      readonly code: ChainCode
      /** Common name of the certificate concerned. */
      readonly subject: string | null
    }

export interface ChainInput {
  readonly leaf: Certificate
  /** Candidates from the evidence, untrusted, in any order. */
  readonly intermediates: readonly Certificate[]
  /** Pinned by whoever verifies; compared by their bytes, their own signature is not checked. */
  readonly roots: readonly Certificate[]
  /** Instant at which every certificate of the path must be valid: milliseconds since 1970. */
  readonly at: number
  /** Extended key usage, dotted, that leaf and intermediates must allow. */
  readonly usage?: string
}

type Failure = Extract<ChainResult, { ok: false }>

/**
 * Looks for a path from the leaf to a pinned root (RFC 5280 §6.1): validity, signatures, basic
 * constraints, path length, key usage, unknown critical extensions. Names are compared by their
 * bytes. Revocation is checkRevocation's. Bad evidence is an answer, never an exception.
 */
export async function verifyChain(input: ChainInput, crypto: Crypto): Promise<ChainResult> {
  const problem = certificateProblem(input.leaf, input) ?? usageProblem(input.leaf, input, true)
  if (problem !== null) return failure(problem, input.leaf)
  return extend([input.leaf], input, crypto)
}

async function extend(
  path: readonly Certificate[],
  input: ChainInput,
  crypto: Crypto,
): Promise<ChainResult> {
  const last = path[path.length - 1]!
  if (includes(input.roots, last)) return { ok: true, path }
  let best = failure('CHAIN_INCOMPLETE', last)
  if (path.length >= MAX_PATH) return failure('CERTIFICATE_PATH_TOO_LONG', last)
  for (const issuer of [...input.roots, ...input.intermediates]) {
    if (!equalBytes(issuer.subject, last.issuer) || includes(path, issuer)) continue
    const result = await step(path, issuer, input, crypto)
    if (result.ok) return result
    if (best.code === 'CHAIN_INCOMPLETE') best = result
  }
  return best
}

async function step(
  path: readonly Certificate[],
  issuer: Certificate,
  input: ChainInput,
  crypto: Crypto,
): Promise<ChainResult> {
  const child = path[path.length - 1]!
  const isRoot = includes(input.roots, issuer)
  const problem =
    certificateProblem(issuer, input) ??
    issuerProblem(issuer, path) ??
    (isRoot ? null : usageProblem(issuer, input, false))
  if (problem !== null) return failure(problem, issuer)
  const signature = await verifyIssued(child.tbs, child, issuer, crypto)
  if (signature === 'unsupported') return failure('CERTIFICATE_ALGORITHM_UNSUPPORTED', child)
  if (signature === 'invalid') return failure('CERTIFICATE_SIGNATURE_INVALID', child)
  return extend([...path, issuer], input, crypto)
}

function certificateProblem(certificate: Certificate, { at }: ChainInput): ChainCode | null {
  if (at < certificate.notBefore) return 'CERTIFICATE_NOT_YET_VALID'
  // notAfter names a whole second (RFC 5280 §4.1.2.5).
  if (at >= certificate.notAfter + 1000) return 'CERTIFICATE_EXPIRED'
  for (const [id, { critical }] of certificate.extensions) {
    if (critical && !processed.has(id)) return 'CERTIFICATE_EXTENSION_UNSUPPORTED'
  }
  return null
}

function issuerProblem(issuer: Certificate, path: readonly Certificate[]): ChainCode | null {
  const { isCa, keyUsage, pathLength } = issuer
  if (!isCa || keyUsage?.has(keyUsageBits.keyCertSign) === false) return 'CERTIFICATE_NOT_CA'
  // Self-issued certificates do not count (RFC 5280 §6.1.4 (l)).
  const below = path.slice(1).filter((one) => !equalBytes(one.issuer, one.subject)).length
  return pathLength !== null && below > pathLength ? 'CERTIFICATE_PATH_TOO_LONG' : null
}

function usageProblem(
  { extendedKeyUsages }: Certificate,
  { usage }: ChainInput,
  isLeaf: boolean,
): ChainCode | null {
  if (usage === undefined) return null
  const isAllowed =
    extendedKeyUsages === null
      ? !isLeaf
      : extendedKeyUsages.includes(usage) ||
        (!isLeaf && extendedKeyUsages.includes(anyExtendedKeyUsage))
  return isAllowed ? null : 'CERTIFICATE_USAGE_MISMATCH'
}

function includes(certificates: readonly Certificate[], wanted: Certificate): boolean {
  return certificates.some((one) => equalBytes(one.der, wanted.der))
}

function failure(code: ChainCode, certificate: Certificate): Failure {
  return { ok: false, code, subject: certificate.commonName }
}
