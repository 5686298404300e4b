import {
  der,
  derBitString,
  derBoolean,
  derExplicit,
  derInteger,
  derNamedBits,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derUnsigned,
} from '../asn1/der-writer.ts'
import { derTime } from '../asn1/der-time.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { parsePublicKey } from '../signature/public-key.ts'
import { encodeSignatureAlgorithm } from '../signature/signature-algorithm.ts'
import type { KeySigner } from '../signature/signer.ts'
import { developmentMarker } from './development-marker.ts'
import { encodeName } from './name.ts'
import type { NameTemplate } from './name.ts'
import type { Certificate } from './parse-certificate.ts'

export interface CertificateTemplate {
  readonly subject: NameTemplate
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** Magnitude, 1 to 20 bytes, at least 64 random bits. */
  readonly serial: Uint8Array
  /** Milliseconds since 1970, cut to the second. */
  readonly notBefore: number
  readonly notAfter: number
  /** A CA when given; `pathLength` null for none. */
  readonly ca?: { readonly pathLength: number | null }
  /** Bits of KeyUsage: keyUsageBits. */
  readonly keyUsage: readonly number[]
  readonly extendedKeyUsage?: { readonly usages: readonly string[]; readonly critical: boolean }
  readonly isDevelopment: boolean
  /** Further extensions. */
  readonly extensions?: readonly ExtensionTemplate[]
}

export interface ExtensionTemplate {
  readonly id: string
  readonly critical: boolean
  /** DER. */
  readonly value: Uint8Array
}

/** Who issues: the key and its certificate, null for a certificate signed by itself. */
export interface Issuer {
  readonly key: KeySigner
  readonly certificate: Certificate | null
}

/**
 * Issues an X.509 v3 certificate (RFC 5280 §4.1), DER. Key identifiers are the first 160 bits of
 * the SHA-256 of the key (RFC 7093 §2).
 */
export async function issueCertificate(
  template: CertificateTemplate,
  issuer: Issuer,
  crypto: Crypto,
): Promise<Uint8Array> {
  const subject = encodeName(template.subject)
  const tbs = derSequence(
    derExplicit(0, derInteger(2)),
    derUnsigned(template.serial),
    encodeSignatureAlgorithm(issuer.key.algorithm),
    issuer.certificate?.subject ?? subject,
    derSequence(derTime(template.notBefore), derTime(template.notAfter)),
    subject,
    template.publicKey,
    derExplicit(3, encodeExtensions(certificateExtensions(template, issuer, crypto))),
  )
  return signTbs(tbs, issuer.key)
}

/** Puts a signature to a certificate's, CRL's or OCSP response's signed part. */
export async function signTbs(
  tbs: Uint8Array,
  key: KeySigner,
  ...after: readonly Uint8Array[]
): Promise<Uint8Array> {
  const signature = derBitString(await key.sign(tbs))
  return derSequence(tbs, encodeSignatureAlgorithm(key.algorithm), signature, ...after)
}

export function encodeExtensions(extensions: readonly ExtensionTemplate[]): Uint8Array {
  return derSequence(
    ...extensions.map(({ id, critical, value }) =>
      derSequence(derOid(id), ...(critical ? [derBoolean(true)] : []), derOctetString(value)),
    ),
  )
}

/** KeyIdentifier of a SubjectPublicKeyInfo. */
export function keyIdentifier(publicKey: Uint8Array, crypto: Crypto): Uint8Array {
  return crypto.digest('sha-256', parsePublicKey(publicKey).bytes).subarray(0, 20)
}

export function authorityKeyIdentifier(publicKey: Uint8Array, crypto: Crypto): ExtensionTemplate {
  const id = der(tag.primitiveContext(0), keyIdentifier(publicKey, crypto))
  return { id: oid.authorityKeyIdentifier, critical: false, value: derSequence(id) }
}

function certificateExtensions(
  template: CertificateTemplate,
  issuer: Issuer,
  crypto: Crypto,
): readonly ExtensionTemplate[] {
  const { ca, extendedKeyUsage, keyUsage, publicKey } = template
  const constraints =
    ca === undefined
      ? derSequence()
      : derSequence(
          derBoolean(true),
          ...(ca.pathLength === null ? [] : [derInteger(ca.pathLength)]),
        )
  const identifier = derOctetString(keyIdentifier(publicKey, crypto))
  const extensions: ExtensionTemplate[] = [
    { id: oid.basicConstraints, critical: true, value: constraints },
    { id: oid.keyUsage, critical: true, value: derNamedBits(...keyUsage) },
    { id: oid.subjectKeyIdentifier, critical: false, value: identifier },
    authorityKeyIdentifier(issuer.key.publicKey, crypto),
  ]
  if (extendedKeyUsage !== undefined) {
    const value = derSequence(...extendedKeyUsage.usages.map(derOid))
    extensions.push({ id: oid.extendedKeyUsage, critical: extendedKeyUsage.critical, value })
  }
  if (template.isDevelopment) {
    extensions.push({ id: developmentMarker, critical: false, value: derNull() })
  }
  return [...extensions, ...(template.extensions ?? [])]
}
