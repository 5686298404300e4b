import { toHex } from '../bytes/hex.ts'
import { type Certificate, parseCertificate } from '../certificate/parse-certificate.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { ifReadable } from '../errors.ts'
import { checkSigner } from './check-signer.ts'
import { checkTsaCertificate } from './check-tsa-certificate.ts'
import {
  checkTsaChain,
  revocationAlong,
  type RevocationEvidence,
  type RevocationStatus,
} from './check-tsa-chain.ts'
import { checkTstInfo, type TokenExpectation } from './check-tst-info.ts'
import type { TimestampToken } from './parse-token.ts'
import { rememberSignatures } from './remember-signatures.ts'
import { readTokenForm } from './token-form.ts'
import { tokenProblem, type TokenProblem } from './token-problem.ts'
import { isSignedBy } from './token-signer.ts'

/** Whom to believe: given by whoever verifies, never taken from the evidence. */
export interface TokenTrust {
  /** Roots of TSA certificates, DER. */
  readonly roots: readonly Uint8Array[]
  /** SHA-256 of accepted TSA certificates, hexadecimal; left out, any under the roots will do. */
  readonly certificates?: readonly string[]
  /** Accuracy to assume where a token states none, in milliseconds. */
  readonly accuracy: number
}

/** A token and what came with it: untrusted. What is expected of it is not. */
export interface TokenEvidence extends TokenExpectation {
  /** TimeStampToken. */
  readonly token: Uint8Array
  /** Issuer certificates, DER, any order. */
  readonly chain: readonly Uint8Array[]
  /** Revocation data, DER. */
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
}

export type TokenResult =
  | {
      readonly ok: true
      /** Milliseconds since 1970, as are the two bounds. */
      readonly genTime: number
      /** As stated by the token, in milliseconds; null when it states none. */
      readonly accuracy: number | null
      /** What is dated exists at the latest at `notAfter`; the token was made at or after `notBefore`. */
      readonly notBefore: number
      readonly notAfter: number
      readonly certificate: Certificate
      /** `unknown`: no revocation data that covers genTime; a verdict is then INDETERMINATE. */
      readonly revocation: 'good' | 'unknown'
      /** From the certificate to the pinned root. */
      readonly path: readonly Certificate[]
    }
  | { readonly ok: false; readonly problems: readonly TokenProblem[] }

/**
 * Strict verification of RFC 3161 tokens (docs/spec/timestamp.md). Keep one per trust: it remembers
 * certificates and signatures above the TSA, so that a further token costs its own signature.
 */
export class TokenVerifier {
  private readonly crypto: Crypto
  private readonly remembering: Crypto
  private readonly trust: TokenTrust
  private readonly roots: readonly Certificate[]
  private readonly certificates = new Map<string, Certificate | null>()

  /** @throws LedgerError CERTIFICATE_MALFORMED for a root */
  constructor(trust: TokenTrust, crypto: Crypto) {
    this.trust = trust
    this.crypto = crypto
    this.remembering = rememberSignatures(crypto)
    this.roots = trust.roots.map((der) => parseCertificate(der))
  }

  /** All problems of a token that can be read; bad evidence is an answer, never an exception. */
  async verify(evidence: TokenEvidence): Promise<TokenResult> {
    const token = readTokenForm(evidence.token)
    if ('code' in token) return { ok: false, problems: [token] }
    const problems = checkTstInfo(token.tstInfo, evidence)
    if (token.signers.length !== 1) {
      const message = `expected one SignerInfo, got ${token.signers.length}`
      problems.push(tokenProblem('TOKEN_SIGNER_COUNT', message))
    }
    const candidates = [...token.certificates, ...evidence.chain]
    const parsed = candidates.flatMap((der) => this.parse(der) ?? [])
    const [signer] = token.signers
    const certificate = signer && parsed.find((candidate) => isSignedBy(signer, candidate))
    if (certificate === undefined) {
      const isMalformed = parsed.length < candidates.length
      const code = isMalformed ? 'TOKEN_CERTIFICATE_MALFORMED' : 'TOKEN_CERTIFICATE_MISSING'
      problems.push(tokenProblem(code, 'no certificate of the signer can be read'))
      return { ok: false, problems }
    }
    const signed = await this.verifySigned(token, certificate, parsed, evidence)
    problems.push(...signed.problems)
    if (problems.length > 0 || signed.revocation === 'revoked') return { ok: false, problems }
    const { revocation, path } = signed
    return { ...this.datedBy(token, certificate), revocation, path }
  }

  /** What later data says of a path that a token was verified by. */
  revocationOf(
    path: readonly Certificate[],
    evidence: RevocationEvidence,
  ): Promise<RevocationStatus> {
    return revocationAlong(path, evidence, this.remembering)
  }

  private async verifySigned(
    token: TimestampToken,
    certificate: Certificate,
    intermediates: readonly Certificate[],
    { crls, ocsps }: TokenEvidence,
  ) {
    const { crypto, roots, trust } = this
    const signer = checkSigner(token, token.signers[0]!, certificate, crypto)
    const problems = [...signer.problems]
    problems.push(...checkTsaCertificate(certificate, token.tstInfo, trust.certificates, crypto))
    const at = token.tstInfo.genTime
    const { chainIds } = signer
    const chain = await checkTsaChain(
      { certificate, intermediates, roots, crls, ocsps, at, chainIds },
      this.remembering,
    )
    problems.push(...chain.problems)
    const [isValid] = signer.check === null ? [] : await crypto.verifySignatures([signer.check])
    if (signer.check !== null && isValid !== true) {
      problems.push(tokenProblem('TOKEN_SIGNATURE_INVALID', 'signature over the attributes'))
    }
    return { problems, revocation: chain.revocation, path: chain.path }
  }

  /** The bracket of FORMATS §7: a second more where genTime has no fraction. */
  private datedBy({ tstInfo }: TimestampToken, certificate: Certificate) {
    const { genTime, genTimeCeiling, hasFraction, accuracy } = tstInfo
    const margin = accuracy ?? this.trust.accuracy
    const notAfter = genTimeCeiling + margin + (hasFraction ? 0 : 1000)
    return {
      ok: true,
      genTime,
      accuracy,
      notBefore: genTime - margin,
      notAfter,
      certificate,
    } as const
  }

  private parse(der: Uint8Array): Certificate | null {
    const key = toHex(this.crypto.digest('sha-256', der))
    const known = this.certificates.get(key)
    if (known !== undefined) return known
    if (this.certificates.size >= 256) this.certificates.clear()
    const certificate = ifReadable(() => parseCertificate(der)) ?? null
    this.certificates.set(key, certificate)
    return certificate
  }
}

/** One token by itself; for more than one under the same trust keep a TokenVerifier. */
export async function verifyToken(
  { trust, ...evidence }: TokenEvidence & { readonly trust: TokenTrust },
  crypto: Crypto,
): Promise<TokenResult> {
  return new TokenVerifier(trust, crypto).verify(evidence)
}
