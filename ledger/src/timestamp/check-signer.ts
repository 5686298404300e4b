import { DerReader } from '../asn1/der-reader.ts'
import { oid } from '../asn1/oid.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Certificate } from '../certificate/parse-certificate.ts'
import type { Crypto, SignatureCheck } from '../crypto/crypto.ts'
import { digestAlgorithm, signatureAlgorithm } from '../signature/signature-algorithm.ts'
import { ifReadable } from '../errors.ts'
import { type EssCertificateId, namesCertificate, parseEssCertificates } from './ess-certificate.ts'
import type { TimestampToken } from './parse-token.ts'
import { tokenProblem, type TokenProblem } from './token-problem.ts'
import type { TokenSigner } from './token-signer.ts'

export interface SignerCheck {
  readonly problems: readonly TokenProblem[]
  /** What is left to verify; null when the algorithm is not supported. */
  readonly check: SignatureCheck | null
  /** Identifiers after the signer's own: they name certificates of the chain. */
  readonly chainIds: readonly EssCertificateId[]
}

/**
 * The SignerInfo against content and certificate (RFC 5652 §5.4, §11; RFC 3161 §2.4.2; RFC 5816
 * §2.2.1): contentType, messageDigest and signing certificate attributes, one value each.
 */
export function checkSigner(
  token: TimestampToken,
  signer: TokenSigner,
  certificate: Certificate,
  crypto: Crypto,
): SignerCheck {
  const problems = checkContentType(signer)
  const ess = checkEss(signer, certificate, crypto)
  const digest = checkDigest(token, signer, certificate, crypto)
  problems.push(...ess.problems, ...digest.problems)
  return { problems, check: digest.check, chainIds: ess.chainIds }
}

function checkContentType(signer: TokenSigner): TokenProblem[] {
  const value = onlyValue(signer, oid.contentType)
  if (value === undefined) {
    return [tokenProblem('TOKEN_ATTRIBUTES_MALFORMED', 'expected one contentType attribute')]
  }
  const type = ifReadable(() => readWhole(value, (reader) => reader.oid()))
  if (type === oid.tstInfo) return []
  return [tokenProblem('TOKEN_CONTENT_TYPE', 'contentType attribute is not id-ct-TSTInfo')]
}

function checkDigest(
  token: TimestampToken,
  signer: TokenSigner,
  certificate: Certificate,
  crypto: Crypto,
): { problems: TokenProblem[]; check: SignatureCheck | null } {
  const digest = ifReadable(() => digestAlgorithm(signer.digestAlgorithm))
  const algorithm = ifReadable(() =>
    signatureAlgorithm(signer.signatureAlgorithm, certificate.publicKey, digest),
  )
  if (digest === undefined || algorithm === undefined) {
    const problem = tokenProblem('TOKEN_ALGORITHM_UNSUPPORTED', 'digest or signature algorithm')
    return { problems: [problem], check: null }
  }
  const { publicKey } = certificate
  const { signature, signedAttributes: message } = signer
  const check = { algorithm, publicKey, signature, message }
  const value = onlyValue(signer, oid.messageDigest)
  if (value === undefined) {
    const message = 'expected one messageDigest attribute'
    return { problems: [tokenProblem('TOKEN_ATTRIBUTES_MALFORMED', message)], check }
  }
  const stated = ifReadable(() => readWhole(value, (reader) => reader.octetString()))
  if (stated !== undefined && equalBytes(stated, crypto.digest(digest, token.content))) {
    return { problems: [], check }
  }
  const problem = tokenProblem('TOKEN_MESSAGE_DIGEST_MISMATCH', 'content is not what was signed')
  return { problems: [problem], check }
}

/** Both forms of the attribute are checked when both are there; one at least must be. */
function checkEss(
  signer: TokenSigner,
  certificate: Certificate,
  crypto: Crypto,
): { problems: TokenProblem[]; chainIds: EssCertificateId[] } {
  const problems: TokenProblem[] = []
  const chainIds: EssCertificateId[] = []
  const forms = [oid.signingCertificate, oid.signingCertificateV2].filter((type) =>
    signer.attributes.has(type),
  )
  if (forms.length === 0) {
    problems.push(tokenProblem('TOKEN_ESS_MISSING', 'no signing certificate attribute'))
  }
  for (const type of forms) {
    const value = onlyValue(signer, type)
    const ids =
      value && ifReadable(() => parseEssCertificates(value, type === oid.signingCertificateV2))
    const [own, ...others] = ids ?? []
    if (own === undefined) {
      problems.push(tokenProblem('TOKEN_ATTRIBUTES_MALFORMED', 'signing certificate attribute'))
    } else if (ifReadable(() => namesCertificate(own, certificate, crypto)) !== true) {
      problems.push(tokenProblem('TOKEN_ESS_MISMATCH', 'attribute names another certificate'))
    }
    chainIds.push(...others)
  }
  return { problems, chainIds }
}

function onlyValue(signer: TokenSigner, type: string): Uint8Array | undefined {
  const values = signer.attributes.get(type)
  return values?.length === 1 ? values[0] : undefined
}

function readWhole<T>(value: Uint8Array, read: (reader: DerReader) => T): T {
  const reader = new DerReader(value)
  const result = read(reader)
  reader.expectEnd()
  return result
}
