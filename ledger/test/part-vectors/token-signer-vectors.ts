import { attribute } from '../../development/tsa/encode-token.ts'
import { keySigner } from '../../node/index.ts'
import { derOid, derSequence } from '../../src/asn1/der-writer.ts'
import { oid } from '../../src/asn1/oid.ts'
import { type CertificateTemplate } from '../../src/certificate/issue-certificate.ts'
import { keyUsageBits, parseCertificate } from '../../src/certificate/parse-certificate.ts'
import { seededBytes } from '../test-world.ts'
import {
  crypto,
  DAY,
  digestOf,
  genTime,
  replaced,
  signingCertificateV2,
  type TokenAttributes,
  type TokenChanges,
  tsaFixture,
  type TsaFixture,
} from '../tsa-fixture.ts'
import { publishedKeys, type TokenSurroundings } from './part.ts'

/** Name, what was changed, the codes it is refused with, how it is made, what it is verified with. */
export type TokenRow = readonly [
  name: string,
  what: string,
  codes: readonly string[],
  token: TokenChanges | Uint8Array,
  surroundings?: TokenSurroundings,
]

export const fingerprint = (der: Uint8Array) => crypto.digest('sha-256', der).toHex()

/** By whom it is signed, and whether he is believed. */
export async function tokensBySigner(fixture: TsaFixture): Promise<readonly TokenRow[]> {
  const { certificate, crl, issue, token } = fixture
  const good = await token()
  const { serial } = parseCertificate(certificate)
  const stranger = await tsaFixture({
    rootKey: keySigner(publishedKeys().otherSeal),
    random: seededBytes('stranger'),
  })
  const ofCertificate = async (
    name: string,
    what: string,
    code: string,
    changes: Partial<CertificateTemplate>,
  ): Promise<TokenRow> => {
    const other = await issue(changes)
    return [name, what, [code], { certificate: other }, { certificates: [fingerprint(other)] }]
  }
  const usages = (critical: boolean, ...ids: string[]) => ({
    extendedKeyUsage: { usages: ids, critical },
  })
  const revoked = async (at: number, reason: number): Promise<TokenSurroundings> => ({
    crls: [(await crl([{ serial, at, reason }], genTime + DAY)).toBase64()],
  })
  return [
    await ofCertificate(
      'eku-missing',
      'a certificate for clients',
      'TOKEN_EKU_MISSING',
      usages(true, oid.clientAuthentication),
    ),
    await ofCertificate(
      'eku-any',
      'a certificate for anything',
      'TOKEN_EKU_MISSING',
      usages(true, '2.5.29.37.0'),
    ),
    await ofCertificate(
      'eku-not-critical',
      'the usage is not critical',
      'TOKEN_EKU_NOT_CRITICAL',
      usages(false, oid.timeStamping),
    ),
    await ofCertificate(
      'eku-not-exclusive',
      'the usage beside another',
      'TOKEN_EKU_NOT_EXCLUSIVE',
      usages(true, oid.timeStamping, oid.clientAuthentication),
    ),
    await ofCertificate('key-usage-other', 'a key that signs certificates too', 'TOKEN_KEY_USAGE', {
      keyUsage: [keyUsageBits.digitalSignature, keyUsageBits.keyCertSign],
    }),
    await ofCertificate(
      'certificate-expired',
      'a certificate that had ended',
      'TOKEN_CERTIFICATE_EXPIRED',
      { notAfter: genTime - 1250 },
    ),
    await ofCertificate(
      'certificate-not-yet-valid',
      'a certificate of tomorrow',
      'TOKEN_CERTIFICATE_NOT_YET_VALID',
      { notBefore: genTime + DAY },
    ),
    [
      'certificate-not-pinned',
      'another certificate is pinned',
      ['TOKEN_CERTIFICATE_NOT_PINNED'],
      good,
      { certificates: ['00'.repeat(32)] },
    ],
    [
      'certificate-revoked',
      'revoked the day before',
      ['TOKEN_CERTIFICATE_REVOKED'],
      good,
      await revoked(genTime - DAY, 4),
    ],
    [
      'certificate-compromised-later',
      'revoked the day after, for its key',
      ['TOKEN_CERTIFICATE_REVOKED'],
      good,
      await revoked(genTime + DAY, 1),
    ],
    [
      'chain-of-another-root',
      'the chain leads to another root',
      ['TOKEN_CHAIN_UNTRUSTED'],
      good,
      { roots: [stranger.pki.root.der.toBase64()] },
    ],
    [
      'certificate-missing',
      'no certificate comes with it',
      ['TOKEN_CERTIFICATE_MISSING'],
      { certificates: [] },
    ],
    [
      'certificate-malformed',
      'the certificate beside it lacks its first byte',
      ['TOKEN_CERTIFICATE_MALFORMED'],
      { certificates: [] },
      { chain: [certificate.subarray(1).toBase64()] },
    ],
  ]
}

/** What is signed. */
export function tokensSigned({ certificate }: TsaFixture): readonly TokenRow[] {
  const other = digestOf(Uint8Array.of(9))
  const but = (changes: Partial<TokenAttributes>): TokenChanges => ({
    attributes: (parts) => Object.values({ ...parts, ...changes }),
  })
  const forger = keySigner(publishedKeys().otherSeal)
  const [sha256, sha384] = [derOid(oid.ecdsaWithSha256), derOid(oid.ecdsaWithSha384)]
  return [
    [
      'content-type-other',
      'the attribute names another content',
      ['TOKEN_CONTENT_TYPE'],
      but({ contentType: attribute(oid.contentType, derOid(oid.data)) }),
    ],
    [
      'attribute-missing',
      'no messageDigest',
      ['TOKEN_ATTRIBUTES_MALFORMED'],
      { attributes: ({ contentType, signingCertificateV2: ess }) => [contentType, ess] },
    ],
    [
      'message-digest-other',
      'the digest of another content',
      ['TOKEN_MESSAGE_DIGEST_MISMATCH'],
      but({ messageDigest: attribute(oid.messageDigest, other) }),
    ],
    [
      'ess-missing',
      'no signing certificate',
      ['TOKEN_ESS_MISSING'],
      { attributes: ({ contentType, messageDigest }) => [contentType, messageDigest] },
    ],
    [
      'ess-other',
      'ESSCertIDv2 of another certificate',
      ['TOKEN_ESS_MISMATCH'],
      but({ signingCertificateV2: signingCertificateV2(other) }),
    ],
    [
      'ess-outside-the-path',
      'a second ESSCertIDv2, of no certificate of the path',
      ['TOKEN_ESS_MISMATCH'],
      but({
        signingCertificateV2: attribute(
          oid.signingCertificateV2,
          derSequence(derSequence(derSequence(digestOf(certificate)), derSequence(other))),
        ),
      }),
    ],
    [
      'signature-of-another-key',
      'signed with another key',
      ['TOKEN_SIGNATURE_INVALID'],
      { key: forger },
    ],
    [
      'signature-algorithm-other',
      'a signature algorithm that contradicts the digest',
      ['TOKEN_ALGORITHM_UNSUPPORTED'],
      { signers: (signer) => [replaced(signer, sha256, sha384)] },
    ],
  ]
}
