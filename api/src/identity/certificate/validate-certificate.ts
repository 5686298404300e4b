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
  const certificate = read(presented.der)
  assertValidity(certificate, at)
  assertUsage(certificate)
  const beside = presented.chain.slice(0, MAX_CHAIN).map(read)
  let failure: IdentityError | undefined
  for (const authority of authorities) {
    const result = await pathTo(authority, certificate, beside, at, crypto)
    if (result.ok) {
      assertName(certificate, authority.subject)
      return { certificate, authority, path: result.path }
    }
    const { code, message } = chainProblem(result)
    if (failure === undefined || code === 'CERTIFICATE_CHAIN_BROKEN') {
      failure = new IdentityError(code, message)
    }
  }
  throw failure ?? refusal('CERTIFICATE_AUTHORITY_UNKNOWN', 'no authority is trusted here')
}

function read(der: Uint8Array): Certificate {
  try {
    if (der.length <= MAX_CERTIFICATE) return parseCertificate(der)
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new IdentityError('CERTIFICATE_UNREADABLE', cause.message, { cause })
  }
  throw refusal('CERTIFICATE_UNREADABLE', `a certificate of more than ${MAX_CERTIFICATE} bytes`)
}

function assertValidity({ notBefore, notAfter }: Certificate, at: number): void {
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
function chainProblem({ code, subject }: Extract<ChainResult, { ok: false }>): {
  readonly code: IdentityErrorCode
  readonly message: string
} {
  if (code === 'CHAIN_INCOMPLETE') {
    const message = 'no path to an authority trusted here: of another one, or links are missing'
    return { code: 'CERTIFICATE_AUTHORITY_UNKNOWN', message }
  }
  const message = `${code} at ${subject ?? 'a certificate without a common name'}`
  return { code: 'CERTIFICATE_CHAIN_BROKEN', message }
}

function assertName({ der }: Certificate, { country, organization }: SubjectRule): void {
  const { C, O } = new X509Certificate(der).toLegacyObject().subject as {
    readonly [attribute: string]: string | string[] | undefined
  }
  if (!says(C, country) || !says(O, organization)) {
    throw refusal('CERTIFICATE_NAME_WRONG', 'the subject is none this authority vouches for here')
  }
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
