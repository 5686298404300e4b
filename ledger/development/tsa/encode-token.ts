import { derGeneralizedTime } from '../../src/asn1/der-time.ts'
import {
  der,
  derExplicit,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from '../../src/asn1/der-writer.ts'
import { oid } from '../../src/asn1/oid.ts'
import { tag } from '../../src/asn1/tag.ts'
import type { Certificate } from '../../src/certificate/parse-certificate.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import { encodeSignatureAlgorithm } from '../../src/signature/signature-algorithm.ts'
import { sha256Identifier } from '../../src/timestamp/algorithm-identifier.ts'

export interface TstInfoTemplate {
  /** Dotted. */
  readonly policy: string
  /** SHA-256. */
  readonly imprint: Uint8Array
  readonly serial: bigint
  /** Milliseconds since 1970. */
  readonly genTime: number
  /** Milliseconds, below 1000; 0 for none. */
  readonly accuracy: number
  /** INTEGER content bytes. */
  readonly nonce: Uint8Array | null
}

/** TSTInfo (RFC 3161 §2.4.2), DER. */
export function encodeTstInfo(template: TstInfoTemplate): Uint8Array {
  const { policy, imprint, serial, genTime, accuracy, nonce } = template
  return derSequence(
    derInteger(1),
    derOid(policy),
    derSequence(sha256Identifier(), derOctetString(imprint)),
    derInteger(serial),
    derGeneralizedTime(genTime),
    ...(accuracy === 0 ? [] : [derSequence(implicitInteger(0, accuracy))]),
    ...(nonce === null ? [] : [der(tag.integer, nonce)]),
  )
}

/** Signed attributes of a token as the SET OF that is signed: contentType, messageDigest, ESSCertIDv2. */
export function encodeTokenAttributes(
  tstInfo: Uint8Array,
  certificate: Uint8Array,
  crypto: Crypto,
): Uint8Array {
  const certificateId = derSequence(derOctetString(crypto.digest('sha-256', certificate)))
  return derSetOf(
    attribute(oid.contentType, derOid(oid.tstInfo)),
    attribute(oid.messageDigest, derOctetString(crypto.digest('sha-256', tstInfo))),
    attribute(oid.signingCertificateV2, derSequence(derSequence(certificateId))),
  )
}

export function attribute(type: string, ...values: readonly Uint8Array[]): Uint8Array {
  return derSequence(derOid(type), derSetOf(...values))
}

/** SignerInfo version 1 with the signature over `attributes`. */
export function encodeTokenSigner(
  { issuer, serial }: Pick<Certificate, 'issuer' | 'serial'>,
  attributes: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const implicit = attributes.slice()
  implicit[0] = tag.constructedContext(0)
  return derSequence(
    derInteger(1),
    derSequence(issuer, der(tag.integer, serial)),
    sha256Identifier(),
    implicit,
    encodeSignatureAlgorithm('ecdsa-p256-sha256'),
    derOctetString(signature),
  )
}

/** TimeStampToken: SignedData version 3 over TSTInfo, DER. */
export function encodeToken(
  tstInfo: Uint8Array,
  certificates: readonly Uint8Array[],
  signers: readonly Uint8Array[],
): Uint8Array {
  const sorted = derSetOf(...certificates)
  sorted[0] = tag.constructedContext(0)
  const signedData = derSequence(
    derInteger(3),
    derSetOf(sha256Identifier()),
    derSequence(derOid(oid.tstInfo), derExplicit(0, derOctetString(tstInfo))),
    ...(certificates.length === 0 ? [] : [sorted]),
    derSetOf(...signers),
  )
  return derSequence(derOid(oid.signedData), derExplicit(0, signedData))
}

/** [n] IMPLICIT INTEGER. */
function implicitInteger(n: number, value: number): Uint8Array {
  const encoded = derInteger(value)
  encoded[0] = tag.primitiveContext(n)
  return encoded
}
