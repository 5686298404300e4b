import { X509Certificate } from 'node:crypto'
import {
  keyUsageBits,
  LedgerError,
  parseCertificate,
  verifyChain,
  type Certificate,
  type ChainResult,
  type Crypto,
} from '@contremarque/ledger'
import { IdentityError, type IdentityErrorCode } from '../identity-error.js'
import type {
  CertificateAuthority,
  PresentedCertificate,
  SubjectRule,
} from './certificate-authority.js'

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'
const MAX_CERTIFICATE = 16_384
/** Links taken from whoever connects: paths through them are tried, each with its signatures. */
const MAX_CHAIN = 4

/** A certificate that stands up to all but the question whether it was revoked. */
export interface ValidatedCertificate {
  readonly certificate: Certificate
  readonly authority: CertificateAuthority
  /** Leaf first, anchor last. */
  readonly path: readonly Certificate[]
}

/**
 * Whether a presented certificate may identify its holder at an instant: validity, what its key is
 * for, a path to an authority of ours, and the name that authority has to give. Pure.
 * @throws IdentityError with a code of its own per cause
 */
export async function validateCertificate(
  presented: PresentedCertificate,
  authorities: readonly CertificateAuthority[],
  at: number,
  crypto: Crypto,
): Promise<ValidatedCertificate> {
  const certificate = readCertificate(presented.der)
  assertValidity(certificate, at)
  assertUsage(certificate)
  const beside = presented.chain.slice(0, MAX_CHAIN).map(readCertificate)
  const failures: IdentityError[] = []
  for (const authority of authorities) {
    const result = await pathTo(authority, certificate, beside, at, crypto)
    if (!result.ok) {
      failures.push(chainProblem(result))
      continue
    }
    const failure = nameProblem(certificate, authority.subject)
    if (failure === undefined) return { certificate, authority, path: result.path }
    failures.push(failure)
  }
  throw mostTelling(failures)
}

/** How far a certificate came with an authority, the furthest first. */
const TELLING: readonly IdentityErrorCode[] = [
  'CERTIFICATE_NAME_WRONG',
  'CERTIFICATE_CHAIN_BROKEN',
  'CERTIFICATE_AUTHORITY_UNKNOWN',
]

function mostTelling(failures: readonly IdentityError[]): IdentityError {
  const [first] = TELLING.flatMap((code) => failures.filter((each) => each.code === code))
  return first ?? refusal('CERTIFICATE_AUTHORITY_UNKNOWN', 'no authority is trusted here')
}

/** @throws IdentityError CERTIFICATE_UNREADABLE */
export function readCertificate(der: Uint8Array): Certificate {
  try {
    if (der.length <= MAX_CERTIFICATE) return parseCertificate(der)
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new IdentityError('CERTIFICATE_UNREADABLE', cause.message, { cause })
  }
  throw refusal('CERTIFICATE_UNREADABLE', `a certificate of more than ${MAX_CERTIFICATE} bytes`)
}

/** @throws IdentityError CERTIFICATE_NOT_YET_VALID, CERTIFICATE_EXPIRED */
export function assertValidity({ notBefore, notAfter }: Certificate, at: number): void {
  if (at < notBefore) {
    throw refusal('CERTIFICATE_NOT_YET_VALID', `valid from ${instant(notBefore)}`)
  }
  // notAfter names a whole second (RFC 5280 §4.1.2.5).
  if (at >= notAfter + 1000) {
    throw refusal('CERTIFICATE_EXPIRED', `valid until ${instant(notAfter)}`)
  }
}

function assertUsage({ isCa, keyUsage, extendedKeyUsages }: Certificate): void {
  if (isCa) throw refusal('CERTIFICATE_USAGE_WRONG', 'the certificate of an authority')
  if (keyUsage?.has(keyUsageBits.digitalSignature) !== true) {
    throw refusal('CERTIFICATE_USAGE_WRONG', 'the key is not for signatures')
  }
  if (extendedKeyUsages?.includes(CLIENT_AUTHENTICATION) !== true) {
    throw refusal('CERTIFICATE_USAGE_WRONG', 'the key is not for the authentication of clients')
  }
}

function pathTo(
  { anchors, intermediates }: CertificateAuthority,
  leaf: Certificate,
  beside: readonly Certificate[],
  at: number,
  crypto: Crypto,
): Promise<ChainResult> {
  const candidates = [...intermediates, ...beside]
  const usage = CLIENT_AUTHENTICATION
  return verifyChain({ leaf, intermediates: candidates, roots: anchors, at, usage }, crypto)
}

/** The leaf's own validity and usage stand by now: what fails is on the way up. */
function chainProblem({ code, subject }: Extract<ChainResult, { ok: false }>): IdentityError {
  if (code === 'CHAIN_INCOMPLETE') {
    const message = 'no path to an authority trusted here: of another one, or links are missing'
    return refusal('CERTIFICATE_AUTHORITY_UNKNOWN', message)
  }
  const message = `${code} at ${subject ?? 'a certificate without a common name'}`
  return refusal('CERTIFICATE_CHAIN_BROKEN', message)
}

function nameProblem(
  { der }: Certificate,
  { country, organization }: SubjectRule,
): IdentityError | undefined {
  const { C, O } = new X509Certificate(der).toLegacyObject().subject as {
    readonly [attribute: string]: string | string[] | undefined
  }
  if (says(C, country) && says(O, organization)) return undefined
  return refusal('CERTIFICATE_NAME_WRONG', 'the subject is none this authority vouches for here')
}

function says(value: string | string[] | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || value === wanted
}

function instant(at: number): string {
  return new Date(at).toISOString()
}

function refusal(code: IdentityErrorCode, message: string): IdentityError {
  return new IdentityError(code, message)
}
