import { randomBytes } from 'node:crypto'
import { developmentPki } from '../development/index.ts'
import {
  attribute,
  encodeToken,
  encodeTokenSigner,
  encodeTstInfo,
  type TstInfoTemplate,
} from '../development/tsa/encode-token.ts'
import { generateP256, keySigner, nodeCrypto } from '../node/index.ts'
import { DerReader } from '../src/asn1/der-reader.ts'
import { derOctetString, derOid, derSequence, derSetOf } from '../src/asn1/der-writer.ts'
import { oid } from '../src/asn1/oid.ts'
import { type CertificateTemplate, issueCertificate } from '../src/certificate/issue-certificate.ts'
import type { RevokedCertificate } from '../src/certificate/issue-crl.ts'
import { keyUsageBits, parseCertificate } from '../src/certificate/parse-certificate.ts'
import type { KeySigner } from '../src/signature/signer.ts'
import { type TokenEvidence, type TokenTrust, verifyToken } from '../src/timestamp/verify-token.ts'

export const crypto = nodeCrypto()
export const policy = '1.3.6.1.4.1.99999.1'
export const imprint = crypto.digest('sha-256', Uint8Array.of(1, 2, 3))
export const nonce = Uint8Array.from([0x41, 2, 3, 4, 5, 6, 7, 8])
export const issuedAt = Date.parse('2026-06-21T00:00:00Z')
export const genTime = Date.parse('2026-11-22T06:00:00.250Z')
export const DAY = 86_400_000

/** Every part of a token that a test may want to make in another way. */
export interface TokenChanges {
  readonly tstInfo?: Partial<TstInfoTemplate>
  /** From the DER of TSTInfo to another. */
  readonly content?: (tstInfo: Uint8Array) => Uint8Array
  /** The signed attributes by name: leave one out, replace or add. */
  readonly attributes?: (parts: TokenAttributes) => Uint8Array[]
  /** From the SET OF as it is signed to the one in the token. */
  readonly afterSigning?: (attributes: Uint8Array) => Uint8Array
  readonly certificate?: Uint8Array
  readonly key?: KeySigner
  readonly certificates?: readonly Uint8Array[]
  /** From the SignerInfo to those in the token. */
  readonly signers?: (signer: Uint8Array) => Uint8Array[]
}

export type TokenAttributes = Readonly<
  Record<'contentType' | 'messageDigest' | 'signingCertificateV2', Uint8Array>
>

export interface TsaFixtureKeys {
  readonly rootKey: KeySigner
  readonly tsaKey: KeySigner
  /** For serials. */
  readonly random: (length: number) => Uint8Array
}

/** A root and TSA, fresh unless keys are given, and tokens of every kind under them. */
export async function tsaFixture({
  rootKey = freshKey(),
  tsaKey = freshKey(),
  random = (length) => Uint8Array.from(randomBytes(length)),
}: Partial<TsaFixtureKeys> = {}) {
  const pki = await developmentPki({
    key: rootKey,
    notBefore: issuedAt,
    randomBytes: random,
    crypto,
  })

  /** A TSA certificate for tsaKey, unlike the good one as the template says. */
  const issue = (changes: Partial<CertificateTemplate> = {}): Promise<Uint8Array> =>
    issueCertificate(
      {
        subject: { commonName: 'Test TSA', organization: 'Tests', country: 'FR' },
        publicKey: tsaKey.publicKey,
        serial: Uint8Array.from([0x42, ...random(15)]),
        notBefore: issuedAt,
        notAfter: issuedAt + 365 * DAY,
        keyUsage: [keyUsageBits.digitalSignature],
        extendedKeyUsage: { usages: [oid.timeStamping], critical: true },
        isDevelopment: true,
        ...changes,
      },
      { key: rootKey, certificate: pki.root },
      crypto,
    )
  const certificate = await issue()

  const token = async (changes: TokenChanges = {}): Promise<Uint8Array> => {
    const template = {
      policy,
      imprint,
      nonce,
      accuracy: 100,
      genTime,
      serial: 7n,
      ...changes.tstInfo,
    }
    const plain = encodeTstInfo(template)
    const tstInfo = changes.content?.(plain) ?? plain
    const signer = changes.certificate ?? certificate
    const parts = tokenAttributes(tstInfo, signer)
    const attributes = derSetOf(...(changes.attributes?.(parts) ?? Object.values(parts)))
    const signature = await (changes.key ?? tsaKey).sign(attributes)
    const placed = changes.afterSigning?.(attributes) ?? attributes
    const signerInfo = encodeTokenSigner(parseCertificate(signer), placed, signature)
    const signers = changes.signers?.(signerInfo) ?? [signerInfo]
    return encodeToken(tstInfo, changes.certificates ?? [signer], signers)
  }

  const crl = (
    revoked: readonly RevokedCertificate[] = [],
    thisUpdate = genTime,
  ): Promise<Uint8Array> =>
    pki.issueCrl({ number: 1, thisUpdate, nextUpdate: thisUpdate + 7 * DAY, revoked })

  const trust: TokenTrust = { roots: [pki.root.der], accuracy: 1000 }
  const evidence = async (
    changes: Partial<TokenEvidence> = {},
  ): Promise<TokenEvidence & { trust: TokenTrust }> => ({
    token: changes.token ?? (await token()),
    imprint,
    chain: [],
    crls: [await crl()],
    ocsps: [],
    trust,
    ...changes,
  })

  const codesOfBytes = async (
    bytes: Uint8Array,
    expected: Partial<TokenEvidence> = {},
  ): Promise<string[]> => {
    const result = await verifyToken(await evidence({ ...expected, token: bytes }), crypto)
    return result.ok ? [] : result.problems.map(({ code }) => code)
  }

  /** The codes a token is refused with; none when it is accepted. */
  const codes = async (
    changes: TokenChanges,
    expected: Partial<TokenEvidence> = {},
  ): Promise<string[]> => codesOfBytes(await token(changes), expected)

  return { pki, certificate, tsaKey, issue, token, crl, trust, evidence, codes, codesOfBytes }
}

export type TsaFixture = Awaited<ReturnType<typeof tsaFixture>>

export function freshKey(): KeySigner {
  return keySigner(generateP256().privateKeyPem)
}

/** SigningCertificateV2 with one ESSCertIDv2. */
export function signingCertificateV2(...essCertId: readonly Uint8Array[]): Uint8Array {
  return attribute(oid.signingCertificateV2, derSequence(derSequence(derSequence(...essCertId))))
}

function tokenAttributes(tstInfo: Uint8Array, certificate: Uint8Array): TokenAttributes {
  return {
    contentType: attribute(oid.contentType, derOid(oid.tstInfo)),
    messageDigest: attribute(oid.messageDigest, digestOf(tstInfo)),
    signingCertificateV2: signingCertificateV2(digestOf(certificate)),
  }
}

/** The DER of a digest by SHA-256 as an OCTET STRING. */
export function digestOf(bytes: Uint8Array): Uint8Array {
  return derOctetString(crypto.digest('sha-256', bytes))
}

/** The same bytes with the first occurrence of `from` replaced by `to`, of the same length. */
export function replaced(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  const at = Buffer.from(bytes).indexOf(from)
  if (at === -1) throw new RangeError('what is to be replaced is not there')
  copy.set(to, at)
  return copy
}

/** The elements of a SEQUENCE or SET, as they come. */
export function elementsOf(constructed: Uint8Array): Uint8Array[] {
  const reader = new DerReader(constructed).enter(constructed[0]!)
  const elements: Uint8Array[] = []
  while (!reader.isAtEnd) elements.push(reader.raw())
  return elements
}
