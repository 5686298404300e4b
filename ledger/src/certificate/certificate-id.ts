import { sha1 } from '@noble/hashes/legacy.js'
import { der, derNull, derOctetString, derOid, derSequence } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { parsePublicKey } from '../signature/public-key.ts'
import type { Certificate } from './parse-certificate.ts'

/** CertID of RFC 6960 §4.1.1. Its SHA-1 only names the issuer, it secures nothing. */
export function encodeCertificateId(
  serial: Uint8Array,
  issuer: Pick<Certificate, 'subject' | 'publicKey'>,
): Uint8Array {
  return derSequence(
    derSequence(derOid(oid.sha1), derNull()),
    derOctetString(sha1(issuer.subject)),
    derOctetString(sha1(parsePublicKey(issuer.publicKey).bytes)),
    der(tag.integer, serial),
  )
}
