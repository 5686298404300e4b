import { oid } from '../../src/asn1/oid.ts'
import { der, derNull, derSequence } from '../../src/asn1/der-writer.ts'
import { tag } from '../../src/asn1/tag.ts'
import { encodeUtf8 } from '../../src/bytes/utf8.ts'
import { issueCertificate } from '../../src/certificate/issue-certificate.ts'
import type {
  CertificateTemplate,
  ExtensionTemplate,
} from '../../src/certificate/issue-certificate.ts'
import { issueCrl } from '../../src/certificate/issue-crl.ts'
import type { CrlTemplate } from '../../src/certificate/issue-crl.ts'
import { issueOcspResponse } from '../../src/certificate/issue-ocsp-response.ts'
import type { OcspTemplate } from '../../src/certificate/issue-ocsp-response.ts'
import { keyUsageBits, parseCertificate } from '../../src/certificate/parse-certificate.ts'
import type { Certificate } from '../../src/certificate/parse-certificate.ts'
import type { Crypto } from '../../src/crypto/crypto.ts'
import type { KeySigner } from '../../src/signature/signer.ts'

const YEAR = 365.25 * 24 * 3600 * 1000
const organization = 'Contremarque (development, proves nothing)'

/** What a development certificate is for. */
export type DevelopmentUsage = 'seal' | 'tsa' | 'persona' | 'ocsp' | 'server'

export interface DevelopmentCertificateRequest {
  readonly usage: DevelopmentUsage
  readonly commonName: string
  /** SubjectPublicKeyInfo, DER: the private key stays with the caller. */
  readonly publicKey: Uint8Array
  /** Milliseconds since 1970. */
  readonly notBefore: number
  /** Two years after notBefore when not given. */
  readonly notAfter?: number
  /** DNS names and IPv4 addresses of a server. */
  readonly names?: readonly string[]
}

export interface DevelopmentPkiOptions {
  /** The root's key. */
  readonly key: KeySigner
  /** The root's certificate, DER, when it was issued before; else one is issued. */
  readonly rootCertificate?: Uint8Array
  /** Start of a new root's twenty years, milliseconds since 1970. */
  readonly notBefore: number
  /** For serials: random, or fixed for reproducible vectors. */
  readonly randomBytes: (length: number) => Uint8Array
  readonly crypto: Crypto
}

/** A certification authority in a box. Everything it issues carries the development marker. */
export interface DevelopmentPki {
  readonly root: Certificate
  issue(request: DevelopmentCertificateRequest): Promise<Uint8Array>
  /** `ca`: a CA below the root, for chains of three. */
  issueIntermediate(request: Omit<DevelopmentCertificateRequest, 'usage'>): Promise<Uint8Array>
  issueCrl(template: CrlTemplate): Promise<Uint8Array>
  /** An answer signed by the root itself, or by a certificate of usage `ocsp`. */
  issueOcsp(
    template: Omit<OcspTemplate, 'issuer'>,
    responder?: { readonly key: KeySigner; readonly certificate: Uint8Array },
  ): Promise<Uint8Array>
}

export async function developmentPki(options: DevelopmentPkiOptions): Promise<DevelopmentPki> {
  const { crypto, key } = options
  const root = parseCertificate(options.rootCertificate ?? (await issueRoot(options)))
  const issuer = { key, certificate: root }
  return {
    root,
    issue: (request) => issueCertificate(leafTemplate(request, serial(options)), issuer, crypto),
    issueIntermediate: ({ commonName, notAfter, notBefore, publicKey }) =>
      issueCertificate(
        {
          subject: { country: 'FR', organization, commonName },
          publicKey,
          serial: serial(options),
          notBefore,
          notAfter: notAfter ?? notBefore + 10 * YEAR,
          ca: { pathLength: 0 },
          keyUsage: [keyUsageBits.keyCertSign, keyUsageBits.crlSign],
          isDevelopment: true,
        },
        issuer,
        crypto,
      ),
    issueCrl: (template) => issueCrl(template, issuer, crypto),
    issueOcsp: (template, responder) =>
      issueOcspResponse(
        { ...template, issuer: root },
        responder === undefined
          ? issuer
          : { key: responder.key, certificate: parseCertificate(responder.certificate) },
      ),
  }
}

function issueRoot(options: DevelopmentPkiOptions): Promise<Uint8Array> {
  const { crypto, key, notBefore } = options
  const template: CertificateTemplate = {
    subject: { country: 'FR', organization, commonName: 'Development root' },
    publicKey: key.publicKey,
    serial: serial(options),
    notBefore,
    notAfter: notBefore + 20 * YEAR,
    ca: { pathLength: null },
    keyUsage: [keyUsageBits.keyCertSign, keyUsageBits.crlSign],
    isDevelopment: true,
  }
  return issueCertificate(template, { key, certificate: null }, crypto)
}

/** 16 bytes: positive, never starting with a zero. */
function serial({ randomBytes }: DevelopmentPkiOptions): Uint8Array {
  const bytes = Uint8Array.from(randomBytes(16))
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes
}

function leafTemplate(
  request: DevelopmentCertificateRequest,
  serialNumber: Uint8Array,
): CertificateTemplate {
  const { commonName, notBefore, publicKey, usage } = request
  return {
    subject: { country: 'FR', organization, commonName },
    publicKey,
    serial: serialNumber,
    notBefore,
    notAfter: request.notAfter ?? notBefore + 2 * YEAR,
    isDevelopment: true,
    ...usages[usage],
    ...(request.names !== undefined && { extensions: [alternativeNames(request.names)] }),
  }
}

/** GeneralNames of RFC 5280 §4.2.1.6: dNSName or iPAddress. */
function alternativeNames(names: readonly string[]): ExtensionTemplate {
  const value = derSequence(
    ...names.map((name) =>
      /^\d+(?:\.\d+){3}$/.test(name)
        ? der(tag.primitiveContext(7), Uint8Array.from(name.split('.').map(Number)))
        : der(tag.primitiveContext(2), encodeUtf8(name)),
    ),
  )
  return { id: oid.subjectAlternativeName, critical: false, value }
}

const usages: Readonly<
  Record<
    DevelopmentUsage,
    Pick<CertificateTemplate, 'keyUsage' | 'extendedKeyUsage' | 'extensions'>
  >
> = {
  seal: { keyUsage: [keyUsageBits.digitalSignature, keyUsageBits.contentCommitment] },
  tsa: {
    keyUsage: [keyUsageBits.digitalSignature],
    extendedKeyUsage: { usages: [oid.timeStamping], critical: true },
  },
  persona: {
    keyUsage: [keyUsageBits.digitalSignature],
    extendedKeyUsage: { usages: [oid.clientAuthentication], critical: false },
  },
  server: {
    keyUsage: [keyUsageBits.digitalSignature],
    extendedKeyUsage: { usages: [oid.serverAuthentication], critical: false },
  },
  ocsp: {
    keyUsage: [keyUsageBits.digitalSignature],
    extendedKeyUsage: { usages: [oid.ocspSigning], critical: false },
    extensions: [{ id: oid.ocspNoCheck, critical: false, value: derNull() }],
  },
}
