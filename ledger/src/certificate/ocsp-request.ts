import { derSequence } from '../asn1/der-writer.ts'
import { encodeCertificateId } from './certificate-id.ts'
import type { Certificate } from './parse-certificate.ts'

/**
 * An OCSPRequest about one certificate (RFC 6960 §4.1), DER: unsigned and without a nonce, as the
 * lightweight profile has it (RFC 5019 §2.1), so that a responder may answer from its cache.
 */
export function buildOcspRequest(
  certificate: Pick<Certificate, 'serial'>,
  issuer: Pick<Certificate, 'subject' | 'publicKey'>,
): Uint8Array {
  const request = derSequence(encodeCertificateId(certificate.serial, issuer))
  return derSequence(derSequence(derSequence(request)))
}
