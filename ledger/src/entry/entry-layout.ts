import { DerBackwardWriter } from '../asn1/der-backward-writer.ts'
import { der, derInteger, derOctetString, derOid, derSequence } from '../asn1/der-writer.ts'
import { derTime } from '../asn1/der-time.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import type { SignerIdentity } from './signer-identity.ts'

/** Largest entry, in bytes of DER. */
export const MAX_ENTRY_SIZE = 61_440

/** The parts of the CMS SignedData (RFC 5652 §5) that are the same in every entry, as DER. */
export const layout = {
  signedDataType: derOid(oid.signedData),
  version: derInteger(1),
  digestAlgorithms: der(tag.set, derSequence(derOid(oid.sha256))),
  digestAlgorithm: derSequence(derOid(oid.sha256)),
  dataType: derOid(oid.data),
  signatureAlgorithm: derSequence(derOid(oid.ecdsaWithSha256)),
  contentTypeAttribute: derSequence(derOid(oid.contentType), der(tag.set, derOid(oid.data))),
  signingTimeType: derOid(oid.signingTime),
  /** All of the attribute but the 32 bytes of the digest. */
  messageDigestStart: beforeDigest(
    derSequence(derOid(oid.messageDigest), der(tag.set, derOctetString(new Uint8Array(32)))),
  ),
  /** The same, for signingCertificateV2 (RFC 5035) with one SHA-256 ESSCertIDv2 and no issuer. */
  signingCertificateStart: beforeDigest(
    derSequence(
      derOid(oid.signingCertificateV2),
      der(tag.set, derSequence(derSequence(derSequence(derOctetString(new Uint8Array(32)))))),
    ),
  ),
} as const

function beforeDigest(attribute: Uint8Array): Uint8Array {
  return attribute.subarray(0, attribute.length - 32)
}

/** Signed attributes as the SET OF that is signed (RFC 5652 §5.4), in DER order. */
export function encodeSignedAttributes(
  signingTime: number,
  messageDigest: Uint8Array,
  certificateDigest: Uint8Array,
): Uint8Array {
  return der(
    tag.set,
    layout.contentTypeAttribute,
    signingTimeAttribute(signingTime),
    layout.messageDigestStart,
    messageDigest,
    layout.signingCertificateStart,
    certificateDigest,
  )
}

let lastTime: { readonly second: number; readonly attribute: Uint8Array } | undefined

/** Kept for the entries of one second. */
function signingTimeAttribute(at: number): Uint8Array {
  const second = Math.floor(at / 1000)
  if (lastTime?.second !== second) {
    const attribute = derSequence(layout.signingTimeType, der(tag.set, derTime(at)))
    lastTime = { second, attribute }
  }
  return lastTime.attribute
}

/** More than all headers and constant parts of an entry together. */
const FRAME = 256

/** At least as long as the entry, in bytes. */
export function entryRoom(
  content: Uint8Array,
  identity: SignerIdentity,
  signedAttributes: Uint8Array,
  signature: Uint8Array,
): number {
  const { certificate, issuerAndSerial } = identity
  const parts = [content, certificate.der, issuerAndSerial, signedAttributes, signature]
  return parts.reduce((sum, part) => sum + part.length, FRAME)
}

/** The entry: ContentInfo around SignedData version 1 with attached content. */
export function encodeEntry(
  content: Uint8Array,
  identity: SignerIdentity,
  signedAttributes: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const writer = new DerBackwardWriter(entryRoom(content, identity, signedAttributes, signature))
  writeSignerInfos(writer, identity, signedAttributes, signature)
  const afterCertificate = writer.written
  writer.prepend(identity.certificate.der)
  writer.enclose(tag.constructedContext(0), afterCertificate)
  writeContent(writer, content)
  writer.prepend(layout.digestAlgorithms)
  writer.prepend(layout.version)
  writer.enclose(tag.sequence, 0)
  writer.enclose(tag.constructedContext(0), 0)
  writer.prepend(layout.signedDataType)
  writer.enclose(tag.sequence, 0)
  return writer.finish()
}

function writeSignerInfos(
  writer: DerBackwardWriter,
  identity: SignerIdentity,
  signedAttributes: Uint8Array,
  signature: Uint8Array,
): void {
  writer.prepend(signature)
  writer.enclose(tag.octetString, 0)
  writer.prepend(layout.signatureAlgorithm)
  const afterAttributes = writer.written
  // [0] IMPLICIT: the tag of the SET OF is replaced, its length stays.
  writer.prepend(signedAttributes.subarray(attributesHeader(signedAttributes)))
  writer.enclose(tag.constructedContext(0), afterAttributes)
  writer.prepend(layout.digestAlgorithm)
  writer.prepend(identity.issuerAndSerial)
  writer.prepend(layout.version)
  writer.enclose(tag.sequence, 0)
  writer.enclose(tag.set, 0)
}

function attributesHeader(signedAttributes: Uint8Array): number {
  const first = signedAttributes[1]!
  return first < 0x80 ? 2 : 2 + (first & 0x7f)
}

function writeContent(writer: DerBackwardWriter, content: Uint8Array): void {
  const after = writer.written
  writer.prepend(content)
  writer.enclose(tag.octetString, after)
  writer.enclose(tag.constructedContext(0), after)
  writer.prepend(layout.dataType)
  writer.enclose(tag.sequence, after)
}
