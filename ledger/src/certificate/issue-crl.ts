import {
  derEnumerated,
  derExplicit,
  derInteger,
  derSequence,
  derUnsigned,
} from '../asn1/der-writer.ts'
import { derTime } from '../asn1/der-time.ts'
import { oid } from '../asn1/oid.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { encodeSignatureAlgorithm } from '../signature/signature-algorithm.ts'
import type { KeySigner } from '../signature/signer.ts'
import { authorityKeyIdentifier, encodeExtensions, signTbs } from './issue-certificate.ts'
import type { ExtensionTemplate } from './issue-certificate.ts'
import type { Certificate } from './parse-certificate.ts'

export interface CrlTemplate {
  readonly number: number
  /** Milliseconds since 1970, cut to the second. */
  readonly thisUpdate: number
  readonly nextUpdate: number
  readonly revoked: readonly RevokedCertificate[]
}

export interface RevokedCertificate {
  /** INTEGER content bytes, as parsed. */
  readonly serial: Uint8Array
  readonly at: number
  /** CRLReason; unspecified is better left out (RFC 5280 §5.3.1). */
  readonly reason?: number
}

/** Issues a complete CRL of version 2 (RFC 5280 §5.1), DER. */
export async function issueCrl(
  template: CrlTemplate,
  issuer: { readonly key: KeySigner; readonly certificate: Certificate },
  crypto: Crypto,
): Promise<Uint8Array> {
  const entries = template.revoked.map(encodeEntry)
  const number: ExtensionTemplate = {
    id: oid.crlNumber,
    critical: false,
    value: derInteger(template.number),
  }
  const extensions = [authorityKeyIdentifier(issuer.key.publicKey, crypto), number]
  const tbs = derSequence(
    derInteger(1),
    encodeSignatureAlgorithm(issuer.key.algorithm),
    issuer.certificate.subject,
    derTime(template.thisUpdate),
    derTime(template.nextUpdate),
    ...(entries.length === 0 ? [] : [derSequence(...entries)]),
    derExplicit(0, encodeExtensions(extensions)),
  )
  return signTbs(tbs, issuer.key)
}

function encodeEntry({ serial, at, reason }: RevokedCertificate): Uint8Array {
  const parts = [derUnsigned(serial), derTime(at)]
  if (reason !== undefined) {
    const value = derEnumerated(reason)
    parts.push(encodeExtensions([{ id: oid.crlReason, critical: false, value }]))
  }
  return derSequence(...parts)
}
