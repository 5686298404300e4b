import { attribute } from '../../development/tsa/encode-token.ts'
import {
  crypto,
  freshKey,
  genTime,
  signingCertificateV2,
  type TokenChanges,
  tsaFixture,
  digestOf,
  elementsOf,
  replaced,
} from '../../test/tsa-fixture.ts'
import { derTime } from '../asn1/der-time.ts'
import {
  der,
  derExplicit,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { parseCertificate } from '../certificate/parse-certificate.ts'
import { sha1 } from './sha1.ts'

const { certificate, codes, pki } = await tsaFixture()
const parsed = parseCertificate(certificate)

describe('TS-06 what is signed', () => {
  const otherDigest = digestOf(Uint8Array.of(9))
  const issuerAndSerial = (issuer: Uint8Array, serial: Uint8Array): Uint8Array =>
    derSequence(derSequence(derExplicit(4, issuer)), der(tag.integer, serial))
  const essV1 = (hash: Uint8Array): Uint8Array =>
    attribute(oid.signingCertificate, derSequence(derSequence(derSequence(derOctetString(hash)))))

  test.each<[string, string, TokenChanges]>([
    [
      'no contentType',
      'TOKEN_ATTRIBUTES_MALFORMED',
      { attributes: ({ messageDigest, signingCertificateV2: ess }) => [messageDigest, ess] },
    ],
    [
      'another contentType',
      'TOKEN_CONTENT_TYPE',
      {
        attributes: (parts) => [
          ...Object.values({ ...parts, contentType: attribute(oid.contentType, derOid(oid.data)) }),
        ],
      },
    ],
    [
      'two values of contentType',
      'TOKEN_ATTRIBUTES_MALFORMED',
      {
        attributes: (parts) =>
          Object.values({
            ...parts,
            contentType: attribute(oid.contentType, derOid(oid.tstInfo), derOid(oid.data)),
          }),
      },
    ],
    [
      'no messageDigest',
      'TOKEN_ATTRIBUTES_MALFORMED',
      { attributes: ({ contentType, signingCertificateV2: ess }) => [contentType, ess] },
    ],
    [
      'another messageDigest',
      'TOKEN_MESSAGE_DIGEST_MISMATCH',
      {
        attributes: (parts) =>
          Object.values({ ...parts, messageDigest: attribute(oid.messageDigest, otherDigest) }),
      },
    ],
    [
      'no ESSCertID',
      'TOKEN_ESS_MISSING',
      { attributes: ({ contentType, messageDigest }) => [contentType, messageDigest] },
    ],
    [
      'ESSCertIDv2 of another certificate',
      'TOKEN_ESS_MISMATCH',
      {
        attributes: (parts) =>
          Object.values({ ...parts, signingCertificateV2: signingCertificateV2(otherDigest) }),
      },
    ],
    [
      'ESSCertIDv2 with another issuer',
      'TOKEN_ESS_MISMATCH',
      {
        attributes: (parts) =>
          Object.values({
            ...parts,
            signingCertificateV2: signingCertificateV2(
              digestOf(certificate),
              issuerAndSerial(parsed.subject, parsed.serial),
            ),
          }),
      },
    ],
    [
      'ESSCertIDv2 with another serial',
      'TOKEN_ESS_MISMATCH',
      {
        attributes: (parts) =>
          Object.values({
            ...parts,
            signingCertificateV2: signingCertificateV2(
              digestOf(certificate),
              issuerAndSerial(parsed.issuer, Uint8Array.of(5)),
            ),
          }),
      },
    ],
    [
      'ESSCertIDv2 that is empty',
      'TOKEN_ATTRIBUTES_MALFORMED',
      {
        attributes: (parts) =>
          Object.values({
            ...parts,
            signingCertificateV2: attribute(oid.signingCertificateV2, derSequence()),
          }),
      },
    ],
    [
      'ESSCertID by SHA-1 of another certificate',
      'TOKEN_ESS_MISMATCH',
      {
        attributes: (parts) =>
          Object.values({ ...parts, signingCertificateV2: essV1(sha1(Uint8Array.of(1))) }),
      },
    ],
    [
      'both forms, the older one wrong',
      'TOKEN_ESS_MISMATCH',
      { attributes: (parts) => [...Object.values(parts), essV1(new Uint8Array(20))] },
    ],
    [
      'a second certificate outside the path',
      'TOKEN_ESS_MISMATCH',
      {
        attributes: (parts) =>
          Object.values({
            ...parts,
            signingCertificateV2: attribute(
              oid.signingCertificateV2,
              derSequence(
                derSequence(derSequence(digestOf(certificate)), derSequence(otherDigest)),
              ),
            ),
          }),
      },
    ],
    ['attributes changed after signing', 'TOKEN_SIGNATURE_INVALID', { afterSigning: derSetOfMore }],
  ])('T-09 a token with %s is refused', async (_name, code, changes) => {
    expect(await codes(changes)).toEqual([code])
  })

  test('a signature algorithm that contradicts the digest is refused', async () => {
    const [from, to] = [derOid(oid.ecdsaWithSha256), derOid(oid.ecdsaWithSha384)]
    const signers = (signer: Uint8Array): Uint8Array[] => [replaced(signer, from, to)]
    expect(await codes({ signers })).toEqual(['TOKEN_ALGORITHM_UNSUPPORTED'])
  })

  test('a signer named by its key identifier is found; by another one it is not', async () => {
    const identifier = parsed.extensions.get(oid.subjectKeyIdentifier)!.value.subarray(2)
    const named = (id: Uint8Array) => (signer: Uint8Array) => {
      const [, , ...rest] = elementsOf(signer)
      return [derSequence(derInteger(3), der(tag.primitiveContext(0), id), ...rest)]
    }
    expect(await codes({ signers: named(identifier) })).toEqual([])
    const other = named(new Uint8Array(20))
    expect(await codes({ signers: other })).toEqual(['TOKEN_CERTIFICATE_MISSING'])
  })

  test('a second certificate by a digest that nobody computes is refused', async () => {
    const odd = derSequence(derSequence(derOid('1.2.3')), digestOf(certificate))
    const ids = derSequence(derSequence(digestOf(certificate)), odd)
    const value = attribute(oid.signingCertificateV2, derSequence(ids))
    const attributes: TokenChanges['attributes'] = (parts) =>
      Object.values({ ...parts, signingCertificateV2: value })
    expect(await codes({ attributes })).toEqual(['TOKEN_ESS_MISMATCH'])
  })

  test('a signature by another key is refused', async () => {
    expect(await codes({ key: freshKey() })).toEqual(['TOKEN_SIGNATURE_INVALID'])
  })

  test.each<[string, (hash: Uint8Array) => Uint8Array]>([
    ['ESSCertID by SHA-1', () => essV1(sha1(certificate))],
    [
      'ESSCertIDv2 with SHA-256 spelt out',
      () => signingCertificateV2(derSequence(derOid(oid.sha256)), digestOf(certificate)),
    ],
    [
      'ESSCertIDv2 by SHA-384',
      () =>
        signingCertificateV2(
          derSequence(derOid(oid.sha384)),
          derOctetString(crypto.digest('sha-384', certificate)),
        ),
    ],
    [
      'ESSCertIDv2 with issuer and serial',
      () =>
        signingCertificateV2(digestOf(certificate), issuerAndSerial(parsed.issuer, parsed.serial)),
    ],
    [
      'the root as second certificate',
      () =>
        attribute(
          oid.signingCertificateV2,
          derSequence(
            derSequence(derSequence(digestOf(certificate)), derSequence(digestOf(pki.root.der))),
          ),
        ),
    ],
  ])('a token with %s is accepted when it matches', async (_name, make) => {
    const attributes: TokenChanges['attributes'] = (parts) =>
      Object.values({ ...parts, signingCertificateV2: make(certificate) })
    expect(await codes({ attributes })).toEqual([])
  })
})

function derSetOfMore(attributes: Uint8Array): Uint8Array {
  const signingTime = attribute(oid.signingTime, derTime(genTime))
  return derSetOf(...elementsOf(attributes), signingTime)
}
