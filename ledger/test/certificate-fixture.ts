import { randomBytes } from 'node:crypto'
import { generateP256, keySigner, nodeCrypto } from '../node/index.ts'
import { issueCertificate } from '../src/certificate/issue-certificate.ts'
import type { CertificateTemplate } from '../src/certificate/issue-certificate.ts'
import { keyUsageBits, parseCertificate } from '../src/certificate/parse-certificate.ts'
import type { Certificate } from '../src/certificate/parse-certificate.ts'
import type { KeySigner } from '../src/signature/signer.ts'

export const crypto = nodeCrypto()
export const noon = Date.parse('2026-06-22T12:00:00Z')
export const DAY = 24 * 3600 * 1000

export interface Authority {
  readonly key: KeySigner
  readonly certificate: Certificate
}

type Changes = Partial<CertificateTemplate> & { readonly name?: string }

/** A CA: a key and its certificate, by another authority or by itself; ten days around `noon`. */
export function authority(issuer: Authority | null, changes: Changes = {}): Promise<Authority> {
  const keyUsage = [keyUsageBits.keyCertSign, keyUsageBits.crlSign]
  return certify(issuer, { name: 'Authority', ca: { pathLength: null }, keyUsage, ...changes })
}

/** The end of a chain: no CA, digitalSignature only. */
export function endEntity(issuer: Authority, changes: Changes = {}): Promise<Authority> {
  return certify(issuer, { name: 'Leaf', keyUsage: [keyUsageBits.digitalSignature], ...changes })
}

async function certify(
  issuer: Authority | null,
  { name = '', ...changes }: Changes & Pick<CertificateTemplate, 'keyUsage'>,
): Promise<Authority> {
  const key = keySigner(generateP256().privateKeyPem)
  const template: CertificateTemplate = {
    subject: { country: 'FR', organization: 'Essai', commonName: name },
    publicKey: key.publicKey,
    serial: Uint8Array.from(randomBytes(8), (byte, i) => (i === 0 ? 0x40 | (byte & 0x3f) : byte)),
    notBefore: noon - 5 * DAY,
    notAfter: noon + 5 * DAY,
    isDevelopment: false,
    ...changes,
  }
  const issuedBy = issuer ?? { key, certificate: null }
  return { key, certificate: parseCertificate(await issueCertificate(template, issuedBy, crypto)) }
}
