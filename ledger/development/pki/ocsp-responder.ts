import { derEnumerated, derSequence } from '../../src/asn1/der-writer.ts'
import { DerReader } from '../../src/asn1/der-reader.ts'
import { tag } from '../../src/asn1/tag.ts'
import { equalBytes } from '../../src/bytes/bytes.ts'
import { encodeCertificateId } from '../../src/certificate/certificate-id.ts'
import type { OcspTemplate } from '../../src/certificate/issue-ocsp-response.ts'
import { LedgerError } from '../../src/errors.ts'
import type { KeySigner } from '../../src/signature/signer.ts'
import type { DevelopmentPki } from './development-pki.ts'

/** OCSPResponseStatus of RFC 6960 §4.2.1. */
const MALFORMED_REQUEST = 1
const UNAUTHORIZED = 6

export interface OcspResponderOptions {
  readonly pki: DevelopmentPki
  /** A certificate of usage `ocsp` and its key; the root answers itself without. */
  readonly delegate?: { readonly key: KeySigner; readonly certificate: Uint8Array }
  /** What is known of a serial (INTEGER content bytes). */
  readonly statusOf: (serial: Uint8Array) => OcspTemplate['status']
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds for which an answer may be kept. */
  readonly lifetime: number
}

/** Answers an untrusted OCSPRequest about one certificate of this authority (RFC 6960 §2.1). */
export async function answerOcsp(
  request: Uint8Array,
  { delegate, lifetime, now, pki, statusOf }: OcspResponderOptions,
): Promise<Uint8Array> {
  const id = readCertificateId(request)
  if (id === null) return derSequence(derEnumerated(MALFORMED_REQUEST))
  if (!equalBytes(id.der, encodeCertificateId(id.serial, pki.root))) {
    return derSequence(derEnumerated(UNAUTHORIZED))
  }
  const at = now()
  const template = {
    certificate: { serial: id.serial },
    status: statusOf(id.serial),
    producedAt: at,
    thisUpdate: at,
    nextUpdate: at + lifetime,
  }
  return pki.issueOcsp(template, delegate)
}

/** CertID of the first request; extensions, a nonce among them, are passed over. */
function readCertificateId(
  request: Uint8Array,
): { readonly der: Uint8Array; readonly serial: Uint8Array } | null {
  try {
    const outer = new DerReader(request)
    const tbs = outer.sequence().sequence()
    outer.expectEnd()
    const id = tbs.sequence().sequence().raw(tag.sequence)
    const reader = new DerReader(id).sequence()
    reader.sequence()
    reader.octetString()
    reader.octetString()
    return { der: id, serial: reader.integerBytes() }
  } catch (cause) {
    if (cause instanceof LedgerError) return null
    throw cause
  }
}
