import { DerReader } from '../asn1/der-reader.ts'
import { readTime } from '../asn1/der-time.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { LedgerError } from '../errors.ts'
import { developmentMarker } from './development-marker.ts'
import { parseExtensions } from './extensions.ts'
import type { Extension } from './extensions.ts'
import { commonNameOf } from './name.ts'

/** Bits of KeyUsage, RFC 5280 §4.2.1.3. */
export const keyUsageBits = {
  digitalSignature: 0,
  contentCommitment: 1,
  keyCertSign: 5,
  crlSign: 6,
} as const

/** An X.509 v3 certificate (RFC 5280 §4.1). Byte strings are views of `der`. */
export interface Certificate {
  readonly der: Uint8Array
  /** The signed part. */
  readonly tbs: Uint8Array
  /** INTEGER content bytes. */
  readonly serial: Uint8Array
  /** Name, DER. */
  readonly issuer: Uint8Array
  /** Name, DER. */
  readonly subject: Uint8Array
  /** First common name of the subject, or null. */
  readonly commonName: string | null
  /** Milliseconds since 1970. */
  readonly notBefore: number
  /** Milliseconds since 1970, inclusive. */
  readonly notAfter: number
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** Dotted. */
  readonly publicKeyAlgorithm: string
  /** AlgorithmIdentifier, DER. */
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  /** By dotted identifier. */
  readonly extensions: ReadonlyMap<string, Extension>
  readonly isCa: boolean
  /** pathLenConstraint, or null for none. */
  readonly pathLength: number | null
  /** Null without the extension. */
  readonly keyUsage: ReadonlySet<number> | null
  /** Null without the extension. */
  readonly extendedKeyUsages: readonly string[] | null
  /** Carries the marker of development certificates: proves nothing. */
  readonly isDevelopment: boolean
}

/**
 * Parses an untrusted certificate: strict DER, version 3, no duplicate extension.
 * @throws LedgerError CERTIFICATE_MALFORMED
 */
export function parseCertificate(der: Uint8Array): Certificate {
  try {
    return parse(der)
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new LedgerError('CERTIFICATE_MALFORMED', `expected a certificate: ${cause.message}`, {
      cause,
      details: cause.details,
    })
  }
}

function parse(der: Uint8Array): Certificate {
  const outer = new DerReader(der)
  const certificate = outer.sequence()
  outer.expectEnd()
  const tbs = certificate.raw(tag.sequence)
  const signatureAlgorithm = certificate.raw(tag.sequence)
  const signature = certificate.bitStringBytes()
  certificate.expectEnd()
  return { der, tbs, signatureAlgorithm, signature, ...parseTbs(tbs, signatureAlgorithm) }
}

function parseTbs(tbs: Uint8Array, signatureAlgorithm: Uint8Array) {
  const reader = new DerReader(tbs).sequence()
  const version = reader.enter(tag.constructedContext(0))
  if (version.smallInteger() !== 2) throw malformed('version 3')
  version.expectEnd()
  const serial = reader.integerBytes()
  if (!equalBytes(reader.raw(tag.sequence), signatureAlgorithm)) {
    throw malformed('one signature algorithm')
  }
  const issuer = reader.raw(tag.sequence)
  const validity = reader.sequence()
  const notBefore = readTime(validity).at
  const notAfter = readTime(validity).at
  validity.expectEnd()
  const subject = reader.raw(tag.sequence)
  const publicKey = reader.raw(tag.sequence)
  const extensions = parseExtensions(reader)
  reader.expectEnd()
  return {
    serial,
    issuer,
    subject,
    commonName: commonNameOf(subject),
    notBefore,
    notAfter,
    publicKey,
    publicKeyAlgorithm: new DerReader(publicKey).sequence().sequence().oid(),
    extensions,
    isDevelopment: extensions.has(developmentMarker),
    ...basicConstraints(extensions),
    keyUsage: keyUsage(extensions),
    extendedKeyUsages: extendedKeyUsages(extensions),
  }
}

function basicConstraints(extensions: ReadonlyMap<string, Extension>) {
  const extension = extensions.get(oid.basicConstraints)
  if (extension === undefined) return { isCa: false, pathLength: null }
  const outer = new DerReader(extension.value)
  const reader = outer.sequence()
  outer.expectEnd()
  // DEFAULT FALSE: in DER the member is there only when true.
  const isCa = reader.peekTag() === tag.boolean && reader.boolean()
  if (!isCa && !reader.isAtEnd) throw malformed('basic constraints in DER')
  const pathLength = reader.isAtEnd ? null : reader.smallInteger()
  reader.expectEnd()
  return { isCa, pathLength }
}

function keyUsage(extensions: ReadonlyMap<string, Extension>): ReadonlySet<number> | null {
  const extension = extensions.get(oid.keyUsage)
  if (extension === undefined) return null
  const reader = new DerReader(extension.value)
  const bits = reader.namedBits()
  reader.expectEnd()
  return bits
}

function extendedKeyUsages(extensions: ReadonlyMap<string, Extension>): readonly string[] | null {
  const extension = extensions.get(oid.extendedKeyUsage)
  if (extension === undefined) return null
  const outer = new DerReader(extension.value)
  const reader = outer.sequence()
  outer.expectEnd()
  const usages: string[] = []
  do usages.push(reader.oid())
  while (!reader.isAtEnd)
  return usages
}

function malformed(what: string): LedgerError {
  return new LedgerError('CERTIFICATE_MALFORMED', what)
}
