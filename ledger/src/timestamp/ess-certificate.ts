import { DerReader } from '../asn1/der-reader.ts'
import { tag } from '../asn1/tag.ts'
import { equalBytes } from '../bytes/bytes.ts'
import type { Certificate } from '../certificate/parse-certificate.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import { digestAlgorithm } from '../signature/signature-algorithm.ts'
import { sha1 } from './sha1.ts'

/** One ESSCertID or ESSCertIDv2 (RFC 2634 §5.4.1, RFC 5035 §4): which certificate is meant. */
export interface EssCertificateId {
  readonly hash: Uint8Array
  /** AlgorithmIdentifier, DER; null for its default, SHA-256; 'sha-1' for the older form. */
  readonly algorithm: Uint8Array | 'sha-1' | null
  readonly issuerSerial: { readonly issuer: Uint8Array; readonly serial: Uint8Array } | null
}

/**
 * The identifiers in a SigningCertificate (`isV2` false) or SigningCertificateV2 attribute value;
 * the first one is the signer's.
 * @throws LedgerError DER_MALFORMED, TIMESTAMP_MALFORMED
 */
export function parseEssCertificates(value: Uint8Array, isV2: boolean): EssCertificateId[] {
  const outer = new DerReader(value)
  const attribute = outer.sequence()
  outer.expectEnd()
  const list = attribute.sequence()
  if (!attribute.isAtEnd) attribute.raw(tag.sequence)
  attribute.expectEnd()
  const ids: EssCertificateId[] = []
  do ids.push(readId(list.sequence(), isV2))
  while (!list.isAtEnd)
  return ids
}

/** Whether the identifier names this certificate: digest and, where given, issuer and serial. */
export function namesCertificate(
  { hash, algorithm, issuerSerial }: EssCertificateId,
  certificate: Certificate,
  crypto: Crypto,
): boolean {
  if (!equalBytes(hash, certificateDigest(algorithm, certificate.der, crypto))) return false
  if (issuerSerial === null) return true
  const { issuer, serial } = issuerSerial
  return equalBytes(issuer, certificate.issuer) && equalBytes(serial, certificate.serial)
}

function certificateDigest(
  algorithm: EssCertificateId['algorithm'],
  certificate: Uint8Array,
  crypto: Crypto,
): Uint8Array {
  if (algorithm === 'sha-1') return sha1(certificate)
  return crypto.digest(algorithm === null ? 'sha-256' : digestAlgorithm(algorithm), certificate)
}

function readId(reader: DerReader, isV2: boolean): EssCertificateId {
  // SHA-256 is the DEFAULT: openssl and BouncyCastle leave it out, other TSAs spell it out.
  const isNamed = isV2 && reader.peekTag() === tag.sequence
  const named = isNamed ? reader.raw(tag.sequence) : null
  const hash = reader.octetString()
  const issuerSerial = reader.isAtEnd ? null : readIssuerSerial(reader.sequence())
  reader.expectEnd()
  return { hash, algorithm: isV2 ? named : 'sha-1', issuerSerial }
}

/** IssuerSerial with the one name a certificate has for its issuer: directoryName [4]. */
function readIssuerSerial(reader: DerReader): { issuer: Uint8Array; serial: Uint8Array } {
  const names = reader.sequence()
  const name = names.optional(4)
  if (name === undefined)
    throw new LedgerError('TIMESTAMP_MALFORMED', 'issuer is no directory name')
  const issuer = name.raw(tag.sequence)
  name.expectEnd()
  names.expectEnd()
  const serial = reader.integerBytes()
  reader.expectEnd()
  return { issuer, serial }
}
