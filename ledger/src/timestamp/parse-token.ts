import { DerReader } from '../asn1/der-reader.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { LedgerError } from '../errors.ts'
import { readDigestIdentifier } from './algorithm-identifier.ts'
import { parseTokenSigner, type TokenSigner } from './token-signer.ts'
import { parseTstInfo, type TstInfo } from './tst-info.ts'

/** A TimeStampToken taken apart (RFC 3161 §2.4.2, RFC 5652 §5). Byte strings are views of `der`. */
export interface TimestampToken {
  readonly der: Uint8Array
  readonly tstInfo: TstInfo
  /** The bytes of TSTInfo: what messageDigest is over. */
  readonly content: Uint8Array
  /** Certificates the token carries, DER, as they come. */
  readonly certificates: readonly Uint8Array[]
  /** As many as the token has; a good one has exactly one. */
  readonly signers: readonly TokenSigner[]
}

/** Tokens that carry long chains have some 10 KB. */
const MAX_TOKEN_BYTES = 65_536

/**
 * Parses an untrusted token: a CMS SignedData v3 whose content is a TSTInfo. Whether it is true
 * says verifyToken.
 * @throws LedgerError TIMESTAMP_MALFORMED; details.problem is TOKEN_CONTENT_TYPE for other content
 */
export function parseToken(der: Uint8Array): TimestampToken {
  if (der.length > MAX_TOKEN_BYTES) throw malformed(`more than ${MAX_TOKEN_BYTES} bytes`)
  try {
    return parse(der)
  } catch (cause) {
    if (!(cause instanceof LedgerError) || cause.code === 'TIMESTAMP_MALFORMED') throw cause
    throw new LedgerError('TIMESTAMP_MALFORMED', `expected a token: ${cause.message}`, {
      cause,
      details: cause.details,
    })
  }
}

function parse(der: Uint8Array): TimestampToken {
  const outer = new DerReader(der)
  const contentInfo = outer.sequence()
  outer.expectEnd()
  expectContentType(contentInfo.oid(), oid.signedData)
  const wrapper = contentInfo.enter(tag.constructedContext(0))
  contentInfo.expectEnd()
  const signedData = wrapper.sequence()
  wrapper.expectEnd()
  if (signedData.smallInteger() !== 3) throw malformed('expected SignedData version 3')
  const digests = readDigestIdentifiers(signedData.set())
  const content = readContent(signedData.sequence())
  const certificates = readCertificates(signedData)
  signedData.optional(1)
  const signers = readSigners(signedData.set())
  signedData.expectEnd()
  if (signers.some((signer) => !digests.includes(digestOf(signer)))) {
    throw malformed('digest of a signer is not among the digest algorithms')
  }
  return { der, tstInfo: parseTstInfo(content), content, certificates, signers }
}

function readDigestIdentifiers(set: DerReader): string[] {
  const identifiers: string[] = []
  while (!set.isAtEnd) identifiers.push(readDigestIdentifier(set))
  return identifiers
}

function digestOf({ digestAlgorithm }: TokenSigner): string {
  return readDigestIdentifier(new DerReader(digestAlgorithm))
}

function readContent(encapsulated: DerReader): Uint8Array {
  expectContentType(encapsulated.oid(), oid.tstInfo)
  const wrapper = encapsulated.enter(tag.constructedContext(0))
  encapsulated.expectEnd()
  const content = wrapper.octetString()
  wrapper.expectEnd()
  return content
}

function readCertificates(signedData: DerReader): Uint8Array[] {
  const set = signedData.optional(0)
  const certificates: Uint8Array[] = []
  while (set !== undefined && !set.isAtEnd) certificates.push(set.raw(tag.sequence))
  return certificates
}

function readSigners(set: DerReader): TokenSigner[] {
  const signers: TokenSigner[] = []
  while (!set.isAtEnd) signers.push(parseTokenSigner(set.sequence()))
  return signers
}

function expectContentType(actual: string, expected: string): void {
  if (actual === expected) return
  throw new LedgerError('TIMESTAMP_MALFORMED', `expected content ${expected}, got ${actual}`, {
    details: { problem: 'TOKEN_CONTENT_TYPE' },
  })
}

function malformed(what: string): LedgerError {
  return new LedgerError('TIMESTAMP_MALFORMED', what)
}
