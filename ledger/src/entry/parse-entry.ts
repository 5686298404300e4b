import { DerReader } from '../asn1/der-reader.ts'
import { readTime } from '../asn1/der-time.ts'
import { tag } from '../asn1/tag.ts'
import type { Crypto, SignatureCheck } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import type { LedgerErrorCode } from '../errors.ts'
import { isLowS, parseEcdsaSignature } from '../signature/ecdsa-signature.ts'
import { MAX_ENTRY_SIZE, layout } from './entry-layout.ts'
import type { Envelope } from './envelope.ts'
import { parseEnvelope } from './parse-envelope.ts'
import { signerIdentity } from './signer-identity.ts'
import type { SignerIdentity } from './signer-identity.ts'

const explicit0 = tag.constructedContext(0)
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
  const envelope = readEnvelope(signed)
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

function readEnvelope({ content, contentStart }: SignedContent): Envelope {
  try {
    return parseEnvelope(content)
  } catch (cause) {
    if (!isLedgerError(cause) || cause.code !== 'CANONICAL_FORM_UNSUPPORTED') throw cause
    const details = { offset: contentStart }
    throw new LedgerError('ENVELOPE_MALFORMED', cause.message, { cause, details })
  }
}

/** One reader for all, no other object than what is handed out: the hot path of every verification. */
function readContentInfo(der: Uint8Array, crypto: Crypto): SignedContent {
  const reader = new DerReader(der)
  const input = reader.into(tag.sequence)
  reader.expectBytes(layout.signedDataType)
  const contentInfo = reader.into(explicit0)
  const wrapper = reader.into(tag.sequence)
  reader.expectBytes(layout.version)
  reader.expectBytes(layout.digestAlgorithms)
  const content = readContent(reader)
  const identity = readCertificate(reader, crypto)
  const contentDigest = crypto.digest('sha-256', content)
  const signerInfo = readSignerInfos(reader, identity, contentDigest)
  reader.leave(wrapper)
  reader.leave(contentInfo)
  reader.leave(input)
  reader.expectEnd()
  const { certificate } = identity
  return {
    der,
    content,
    contentStart: content.byteOffset - der.byteOffset,
    certificate: certificate.der,
    publicKey: certificate.publicKey,
    signedAttributes: signerInfo.signedAttributes,
    signingTime: signerInfo.signingTime,
    signature: signerInfo.signature,
  }
}

function readContent(reader: DerReader): Uint8Array {
  const signedData = reader.into(tag.sequence)
  reader.expectBytes(layout.dataType)
  const encapsulated = reader.into(explicit0)
  const content = reader.octetString()
  reader.leave(encapsulated)
  reader.leave(signedData)
  return content
}

function readCertificate(reader: DerReader, crypto: Crypto): SignerIdentity {
  const signedData = reader.into(explicit0)
  const certificate = reader.raw(tag.sequence)
  reader.leave(signedData)
  return signerIdentity(certificate, crypto)
}

type SignerInfo = Pick<SignedContent, 'signature' | 'signedAttributes' | 'signingTime'>

function readSignerInfos(
  reader: DerReader,
  identity: SignerIdentity,
  contentDigest: Uint8Array,
): SignerInfo {
  const signedData = reader.into(tag.set)
  const signerInfos = reader.into(tag.sequence)
  reader.expectBytes(layout.version)
  if (!reader.isNext(identity.issuerAndSerial)) {
    reader.raw(tag.sequence)
    throw mismatch('ENTRY_CERTIFICATE_MISMATCH', 'expected issuer and serial of the certificate')
  }
  reader.expectBytes(layout.digestAlgorithm)
  const start = reader.position
  const signingTime = readAttributes(reader, identity, contentDigest)
  const signedAttributes = reader.bytes.slice(start, reader.position)
  signedAttributes[0] = tag.set
  reader.expectBytes(layout.signatureAlgorithm)
  const signature = reader.octetString()
  reader.leave(signerInfos)
  reader.leave(signedData)
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
  const signerInfo = reader.into(explicit0)
  reader.expectBytes(layout.contentTypeAttribute)
  const signingTime = readSigningTime(reader)
  reader.expectBytes(layout.messageDigestStart)
  if (!reader.isNext(contentDigest)) {
    throw mismatch('ENTRY_DIGEST_MISMATCH', 'expected the digest of the content')
  }
  reader.expectBytes(layout.signingCertificateStart)
  if (!reader.isNext(identity.digest)) {
    throw mismatch('ENTRY_CERTIFICATE_MISMATCH', 'expected the digest of the certificate')
  }
  reader.leave(signerInfo)
  return signingTime
}

function readSigningTime(reader: DerReader): number {
  const attributes = reader.into(tag.sequence)
  reader.expectBytes(layout.signingTimeType)
  const attribute = reader.into(tag.set)
  const isUtc = reader.peekTag() === tag.utcTime
  const { at, hasFraction } = readTime(reader)
  reader.leave(attribute)
  reader.leave(attributes)
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
