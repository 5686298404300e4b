import { generateKeyPairSync } from 'node:crypto'
import { derExplicit, derInteger, derNull, derOid, derSequence } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import {
  digestAlgorithm,
  encodeSignatureAlgorithm,
  signatureAlgorithm,
} from './signature-algorithm.ts'

const spki = (key: { export(options: { type: 'spki'; format: 'der' }): Buffer }): Uint8Array =>
  Uint8Array.from(key.export({ type: 'spki', format: 'der' }))
const p256 = spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
const p384 = spki(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)
const rsa = spki(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)
const ed25519 = spki(generateKeyPairSync('ed25519').publicKey)
const unsupported = expect.objectContaining({ code: 'SIGNATURE_ALGORITHM_UNSUPPORTED' }) as Error
const pss = (digest: string, salt: number): Uint8Array => {
  const hash = derSequence(derOid(digest), derNull())
  const mask = derSequence(derOid(oid.mgf1), hash)
  const parameters = [derExplicit(0, hash), derExplicit(1, mask), derExplicit(2, derInteger(salt))]
  return derSequence(derOid(oid.rsaPss), derSequence(...parameters))
}

test('algorithms are named with the key they belong to', () => {
  expect(signatureAlgorithm(encodeSignatureAlgorithm('ecdsa-p256-sha256'), p256)).toBe(
    'ecdsa-p256-sha256',
  )
  expect(signatureAlgorithm(derSequence(derOid(oid.ecdsaWithSha512)), p384)).toBe(
    'ecdsa-p384-sha512',
  )
  expect(signatureAlgorithm(encodeSignatureAlgorithm('ed25519'), ed25519)).toBe('ed25519')
  expect(signatureAlgorithm(derSequence(derOid(oid.rsaWithSha384), derNull()), rsa)).toBe(
    'rsa-pkcs1-sha384',
  )
  expect(signatureAlgorithm(pss(oid.sha512, 64), rsa)).toBe('rsa-pss-sha512')
  const bare = derSequence(derOid(oid.rsaEncryption), derNull())
  expect(signatureAlgorithm(bare, rsa, 'sha-256')).toBe('rsa-pkcs1-sha256')
})

test.each([
  [
    'rsaEncryption without a digest',
    derSequence(derOid(oid.rsaEncryption), derNull()),
    rsa,
    undefined,
  ],
  ['RSA by an EC key', derSequence(derOid(oid.rsaWithSha256), derNull()), p256, undefined],
  ['ECDSA by an RSA key', derSequence(derOid(oid.ecdsaWithSha256)), rsa, undefined],
  ['ECDSA with parameters', derSequence(derOid(oid.ecdsaWithSha256), derNull()), p256, undefined],
  ['another digest beside it', derSequence(derOid(oid.ecdsaWithSha256)), p256, 'sha-384'],
  ['PSS with a short salt', pss(oid.sha256, 20), rsa, undefined],
  ['PSS with SHA-1', pss(oid.sha1, 20), rsa, undefined],
  [
    'PSS with the defaults of SHA-1',
    derSequence(derOid(oid.rsaPss), derSequence()),
    rsa,
    undefined,
  ],
  ['sha1WithRSAEncryption', derSequence(derOid('1.2.840.113549.1.1.5'), derNull()), rsa, undefined],
] as const)('%s is unsupported', (_, identifier, key, digest) => {
  expect(() => signatureAlgorithm(identifier, key, digest)).toThrow(unsupported)
})

test('digests are named with parameters absent or NULL, SHA-1 is not', () => {
  expect(digestAlgorithm(derSequence(derOid(oid.sha256)))).toBe('sha-256')
  expect(digestAlgorithm(derSequence(derOid(oid.sha512), derNull()))).toBe('sha-512')
  expect(() => digestAlgorithm(derSequence(derOid(oid.sha1)))).toThrow(unsupported)
  expect(() => digestAlgorithm(derSequence(derOid(oid.sha256), derInteger(1)))).toThrow(unsupported)
})
