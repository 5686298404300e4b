import { DerReader } from '../asn1/der-reader.ts'
import { readTime } from '../asn1/der-time.ts'
import { tag } from '../asn1/tag.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Crypto, SignatureCheck } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import type { LedgerErrorCode } from '../errors.ts'
import { isLowS, parseEcdsaSignature } from '../signature/ecdsa-signature.ts'
import { MAX_ENTRY_SIZE, layout } from './entry-layout.ts'
import type { Envelope } from './envelope.ts'
import { parseCanonical } from './jcs.ts'
import { signerIdentity } from './signer-identity.ts'
import type { SignerIdentity } from './signer-identity.ts'
import { validateEnvelope } from './validate-envelope.ts'

/** From here on X.509 and CMS say GeneralizedTime. */
const FIRST_GENERALIZED = Date.UTC(2050, 0)

/** The CMS side of an entry. The signature is not verified yet: entrySignatureCheck. */
export interface SignedContent {
  readonly der: Uint8Array
  /** JCS bytes of the envelope: a view. */
  readonly content: Uint8Array
  /** Offset of `content` in `der`. */
  readonly contentStart: number
  /** SET OF Attribute, as signed. */
  readonly signedAttributes: Uint8Array
  /** Milliseconds since 1970, whole seconds. */
  readonly signingTime: number
  /** DER Ecdsa-Sig-Value, low-S: a view. */
  readonly signature: Uint8Array
  /** DER; the same object for the same bytes. */
  readonly certificate: Uint8Array
  /** SubjectPublicKeyInfo of the certificate, DER; the same object for the same certificate. */
  readonly publicKey: Uint8Array
}

export interface ParsedEntry extends SignedContent {
  readonly envelope: Envelope
}

/**
 * Parses an untrusted entry: one byte layout, digest and certificate reference right, canonical
 * content, closed envelope. Whatever passes re-encodes to the same bytes.
 * @throws LedgerError what parseSignedContent throws; ENVELOPE_MALFORMED with `details.member` or
 * `details.offset`; ENVELOPE_VERSION_UNKNOWN
 */
export function parseEntry(der: Uint8Array, crypto: Crypto): ParsedEntry {
  const signed = parseSignedContent(der, crypto)
  const envelope = parseEnvelope(signed)
  const recordedAt = Date.parse(envelope.recordedAt)
  if (signed.signingTime !== recordedAt - (recordedAt % 1000)) {
    throw new LedgerError('ENVELOPE_MALFORMED', 'expected signingTime to be recordedAt cut', {
      details: { member: 'recordedAt' },
    })
  }
  return { ...signed, envelope }
}

/** What to give Crypto.verifySignatures: the signature over the signed attributes. */
export function entrySignatureCheck(
  { signature, signedAttributes }: SignedContent,
  publicKey: Uint8Array,
): SignatureCheck {
  return { algorithm: 'ecdsa-p256-sha256', publicKey, signature, message: signedAttributes }
}

/**
 * The CMS side alone, for an entry whose envelope is of a version this reader does not know.
 * @throws LedgerError ENTRY_TOO_LARGE; ENTRY_MALFORMED with `details.offset`;
 * ENTRY_DIGEST_MISMATCH when the content is not what was signed; ENTRY_CERTIFICATE_MISMATCH when
 * the certificate is not the one that was signed with
 */
export function parseSignedContent(der: Uint8Array, crypto: Crypto): SignedContent {
  if (der.length > MAX_ENTRY_SIZE) {
    const message = `expected at most ${MAX_ENTRY_SIZE} bytes, got ${der.length}`
    throw new LedgerError('ENTRY_TOO_LARGE', message, { details: { size: der.length } })
  }
  try {
    return readContentInfo(der, crypto)
  } catch (cause) {
    if (!isLedgerError(cause) || cause.code.startsWith('ENTRY_')) throw cause
    const { details, message } = cause
    throw new LedgerError('ENTRY_MALFORMED', message, { cause, details })
  }
}

function parseEnvelope({ content, contentStart }: SignedContent): Envelope {
  try {
    return validateEnvelope(parseCanonical(content))
  } catch (cause) {
    if (!isLedgerError(cause) || cause.code !== 'CANONICAL_FORM_UNSUPPORTED') throw cause
    const details = { offset: contentStart }
    throw new LedgerError('ENVELOPE_MALFORMED', cause.message, { cause, details })
  }
}

function readContentInfo(der: Uint8Array, crypto: Crypto): SignedContent {
  const outer = new DerReader(der)
  const contentInfo = outer.sequence()
  outer.expectEnd()
  contentInfo.expectBytes(layout.signedDataType)
  const wrapper = contentInfo.enter(tag.constructedContext(0))
  contentInfo.expectEnd()
  const signedData = wrapper.sequence()
  wrapper.expectEnd()
  signedData.expectBytes(layout.version)
  signedData.expectBytes(layout.digestAlgorithms)
  const content = readContent(signedData.sequence())
  const identity = readCertificate(signedData.enter(tag.constructedContext(0)), crypto)
  const signerInfos = signedData.set()
  signedData.expectEnd()
  const signerInfo = signerInfos.sequence()
  signerInfos.expectEnd()
  return {
    der,
    content,
    contentStart: content.byteOffset - der.byteOffset,
    certificate: identity.certificate.der,
    publicKey: identity.certificate.publicKey,
    ...readSignerInfo(signerInfo, identity, crypto.digest('sha-256', content)),
  }
}

function readContent(encapsulated: DerReader): Uint8Array {
  encapsulated.expectBytes(layout.dataType)
  const wrapper = encapsulated.enter(tag.constructedContext(0))
  encapsulated.expectEnd()
  const content = wrapper.octetString()
  wrapper.expectEnd()
  return content
}

function readCertificate(certificates: DerReader, crypto: Crypto): SignerIdentity {
  const certificate = certificates.raw(tag.sequence)
  certificates.expectEnd()
  return signerIdentity(certificate, crypto)
}

function readSignerInfo(
  reader: DerReader,
  identity: SignerIdentity,
  contentDigest: Uint8Array,
): Pick<SignedContent, 'signature' | 'signedAttributes' | 'signingTime'> {
  reader.expectBytes(layout.version)
  const signer = reader.raw(tag.sequence)
  if (!equalBytes(signer, identity.issuerAndSerial)) {
    throw mismatch('ENTRY_CERTIFICATE_MISMATCH', 'expected issuer and serial of the certificate')
  }
  reader.expectBytes(layout.digestAlgorithm)
  const start = reader.position
  const attributes = reader.enter(tag.constructedContext(0))
  const signedAttributes = reader.bytes.slice(start, reader.position)
  signedAttributes[0] = tag.set
  const signingTime = readAttributes(attributes, identity, contentDigest)
  reader.expectBytes(layout.signatureAlgorithm)
  const signature = reader.octetString()
  reader.expectEnd()
  if (!isLowS(parseEcdsaSignature(signature, 32))) {
    throw mismatch('ENTRY_MALFORMED', 'expected the lower of the two values of s')
  }
  return { signature, signedAttributes, signingTime }
}

/** Returns signingTime. */
function readAttributes(
  reader: DerReader,
  identity: SignerIdentity,
  contentDigest: Uint8Array,
): number {
  reader.expectBytes(layout.contentTypeAttribute)
  const signingTime = readSigningTime(reader.sequence())
  reader.expectBytes(layout.messageDigestStart)
  if (!reader.isNext(contentDigest)) {
    throw mismatch('ENTRY_DIGEST_MISMATCH', 'expected the digest of the content')
  }
  reader.expectBytes(layout.signingCertificateStart)
  if (!reader.isNext(identity.digest)) {
    throw mismatch('ENTRY_CERTIFICATE_MISMATCH', 'expected the digest of the certificate')
  }
  reader.expectEnd()
  return signingTime
}

function readSigningTime(attribute: DerReader): number {
  attribute.expectBytes(layout.signingTimeType)
  const values = attribute.set()
  attribute.expectEnd()
  const isUtc = values.peekTag() === tag.utcTime
  const { at, hasFraction } = readTime(values)
  values.expectEnd()
  if (hasFraction || isUtc !== at < FIRST_GENERALIZED) {
    throw mismatch('ENTRY_MALFORMED', 'expected signingTime in whole seconds, UTCTime until 2049')
  }
  return at
}

function isLedgerError(cause: unknown): cause is LedgerError {
  return cause instanceof LedgerError
}

function mismatch(code: LedgerErrorCode, message: string): LedgerError {
  return new LedgerError(code, message)
}
