import {
  der,
  derExplicit,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
} from '../asn1/der-writer.ts'
import { derTime } from '../asn1/der-time.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { concatBytes } from '../bytes/bytes.ts'
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
    derSequence(layout.signingTimeType, der(tag.set, derTime(signingTime))),
    layout.messageDigestStart,
    messageDigest,
    layout.signingCertificateStart,
    certificateDigest,
  )
}

/** The entry: ContentInfo around SignedData version 1 with attached content. */
export function encodeEntry(
  content: Uint8Array,
  identity: SignerIdentity,
  signedAttributes: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const attributes = concatBytes(signedAttributes)
  attributes[0] = tag.constructedContext(0)
  const signerInfo = derSequence(
    layout.version,
    identity.issuerAndSerial,
    layout.digestAlgorithm,
    attributes,
    layout.signatureAlgorithm,
    derOctetString(signature),
  )
  const signedData = derSequence(
    layout.version,
    layout.digestAlgorithms,
    derSequence(layout.dataType, derExplicit(0, derOctetString(content))),
    der(tag.constructedContext(0), identity.certificate.der),
    der(tag.set, signerInfo),
  )
  return derSequence(layout.signedDataType, derExplicit(0, signedData))
}
