import { DerReader } from '../asn1/der-reader.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { compareBytes, equalBytes } from '../bytes/bytes.ts'
import type { Certificate } from '../certificate/parse-certificate.ts'
import { ifReadable, LedgerError } from '../errors.ts'

/** One SignerInfo of a token (RFC 5652 §5.3). Byte strings are views of the token. */
export interface TokenSigner {
  readonly id:
    | { readonly issuer: Uint8Array; readonly serial: Uint8Array }
    | { readonly subjectKeyIdentifier: Uint8Array }
  /** AlgorithmIdentifier, DER. */
  readonly digestAlgorithm: Uint8Array
  /** What is signed: the attributes as a SET OF. */
  readonly signedAttributes: Uint8Array
  /** The values of each attribute, by dotted type. */
  readonly attributes: ReadonlyMap<string, readonly Uint8Array[]>
  /** AlgorithmIdentifier, DER. */
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
}

/** @throws LedgerError TIMESTAMP_MALFORMED, DER_MALFORMED */
export function parseTokenSigner(reader: DerReader): TokenSigner {
  const version = reader.smallInteger()
  const id = readSignerId(reader, version)
  const digestAlgorithm = reader.raw(tag.sequence)
  const signedAttributes = reader.raw(tag.constructedContext(0)).slice()
  signedAttributes[0] = tag.set
  const attributes = readAttributes(new DerReader(signedAttributes).set())
  const signatureAlgorithm = reader.raw(tag.sequence)
  const signature = reader.octetString()
  reader.optional(1)
  reader.expectEnd()
  return { id, digestAlgorithm, signedAttributes, attributes, signatureAlgorithm, signature }
}

/** Whether a certificate is the one a SignerInfo names. */
export function isSignedBy({ id }: TokenSigner, certificate: Certificate): boolean {
  if ('issuer' in id) {
    return equalBytes(id.issuer, certificate.issuer) && equalBytes(id.serial, certificate.serial)
  }
  const extension = certificate.extensions.get(oid.subjectKeyIdentifier)
  if (extension === undefined) return false
  const identifier = ifReadable(() => new DerReader(extension.value).octetString())
  return identifier !== undefined && equalBytes(id.subjectKeyIdentifier, identifier)
}

function readSignerId(reader: DerReader, version: number): TokenSigner['id'] {
  if (version === 3) return { subjectKeyIdentifier: reader.content(tag.primitiveContext(0)) }
  if (version !== 1) throw malformed('expected SignerInfo version 1 or 3')
  const issuerAndSerial = reader.sequence()
  const issuer = issuerAndSerial.raw(tag.sequence)
  const serial = issuerAndSerial.integerBytes()
  issuerAndSerial.expectEnd()
  return { issuer, serial }
}

/** In DER a SET OF is sorted: the signature is over that form, so no other is accepted. */
function readAttributes(set: DerReader): ReadonlyMap<string, readonly Uint8Array[]> {
  const attributes = new Map<string, readonly Uint8Array[]>()
  let previous: Uint8Array | undefined
  while (!set.isAtEnd) {
    const raw = set.raw(tag.sequence)
    if (previous !== undefined && compareBytes(previous, raw) >= 0) {
      throw malformed('signed attributes are not in DER order')
    }
    previous = raw
    const attribute = new DerReader(raw).sequence()
    const type = attribute.oid()
    const values = attribute.set()
    attribute.expectEnd()
    if (attributes.has(type)) throw malformed(`signed attribute ${type} twice`)
    attributes.set(type, readValues(values))
  }
  return attributes
}

function readValues(set: DerReader): Uint8Array[] {
  const values: Uint8Array[] = []
  while (!set.isAtEnd) values.push(set.raw())
  return values
}

function malformed(what: string): LedgerError {
  return new LedgerError('TIMESTAMP_MALFORMED', what)
}
