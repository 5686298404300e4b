import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { crypto, exampleEnvelope, sealSigners } from '../../test/entry-fixture.ts'
import { der, derOctetString, derSequence } from '../asn1/der-writer.ts'
import { tag } from '../asn1/tag.ts'
import { concatBytes } from '../bytes/bytes.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import {
  encodeEcdsaSignature,
  p256Order,
  parseEcdsaSignature,
} from '../signature/ecdsa-signature.ts'
import { encodeEntry, encodeSignedAttributes } from './entry-layout.ts'
import type { JsonValue } from './envelope.ts'
import { entryHash, storeEventId } from './entry-hash.ts'
import { canonicalize } from './jcs.ts'
import { entrySignatureCheck, parseEntry, parseSignedContent } from './parse-entry.ts'
import { signEntry } from './sign-entry.ts'
import { signerIdentity } from './signer-identity.ts'

const { signers, signer } = await sealSigners(2)
const other = signers[1]!
const code = (wanted: string): Error => expect.objectContaining({ code: wanted }) as Error

/** An entry of any content, signed as it should be. */
async function signContent(content: Uint8Array, at = '2026-06-22T08:00:00Z'): Promise<Uint8Array> {
  const identity = signerIdentity(signer.certificate, crypto)
  const digest = crypto.digest('sha-256', content)
  const attributes = encodeSignedAttributes(Date.parse(at), digest, identity.digest)
  const { r, s } = parseEcdsaSignature(await signer.sign(attributes), 32)
  const signature = encodeEcdsaSignature({ r, s: lower(s) })
  return encodeEntry(content, identity, attributes, signature)
}

/** Of s and n - s. */
function lower(s: Uint8Array): Uint8Array {
  const other = complement(s)
  return s.toHex() < other.toHex() ? s : other
}

function complement(s: Uint8Array): Uint8Array {
  const n = BigInt(`0x${p256Order.toHex()}`) - BigInt(`0x${s.toHex()}`)
  return Uint8Array.fromHex(n.toString(16).padStart(64, '0'))
}

const signEnvelope = (value: unknown): Promise<Uint8Array> =>
  signContent(encodeUtf8(canonicalize(value as JsonValue)))

test('E-01 an entry says what was signed, and its signature verifies', async () => {
  const envelope = exampleEnvelope()
  const entry = await signEntry(envelope, signer, crypto)
  const parsed = parseEntry(entry.der, crypto)
  expect(parsed.envelope).toEqual(envelope)
  expect(parsed.content).toEqual(encodeUtf8(canonicalize(envelope as unknown as JsonValue)))
  expect(entry.der.subarray(parsed.contentStart).subarray(0, parsed.content.length)).toEqual(
    parsed.content,
  )
  expect(parsed.signingTime).toBe(Date.parse('2026-06-22T08:00:00Z'))
  expect(parsed.certificate).toEqual(signer.certificate)
  expect(await crypto.verifySignatures([entrySignatureCheck(parsed, parsed.publicKey)])).toEqual([
    true,
  ])
})

test('members in whatever order are signed in the canonical one', async () => {
  const first = parseEntry((await signEntry(exampleEnvelope(), signer, crypto)).der, crypto)
  expect(Object.keys(first.envelope)).toEqual(Object.keys(exampleEnvelope()).sort())
  const again = parseEntry((await signEntry(first.envelope, signer, crypto)).der, crypto)
  expect(again.signedAttributes).toEqual(first.signedAttributes)
})

test('E-14 the entry hash is the RFC 9162 leaf hash, and the store id is cut from it', async () => {
  const entry = await signEntry(exampleEnvelope(), signer, crypto)
  const expected = createHash('sha256').update(Uint8Array.of(0)).update(entry.der).digest('hex')
  expect(entry.hash).toBe(expected)
  expect(entryHash(entry.der, crypto).toHex()).toBe(expected)
  const id = storeEventId(entryHash(entry.der, crypto))
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const plain = id.replaceAll('-', '')
  expect(plain.slice(0, 12) + plain.slice(13, 16) + plain.slice(17)).toBe(
    expected.slice(0, 12) + expected.slice(13, 16) + expected.slice(17, 32),
  )
})

test('E-02 whatever parses re-encodes to the same bytes', async () => {
  const arbitrary = fc.record({
    revision: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    data: fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.string({ unit: 'grapheme-ascii' })),
    at: fc.integer({ min: 0, max: Date.UTC(2199, 11, 31) }),
  })
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ at, data, revision }) => {
      const recordedAt = new Date(at).toISOString()
      const entry = await signEntry(exampleEnvelope({ data, revision, recordedAt }), signer, crypto)
      const parsed = parseEntry(entry.der, crypto)
      const identity = signerIdentity(parsed.certificate, crypto)
      const { content, signature, signedAttributes } = parsed
      expect(encodeEntry(content, identity, signedAttributes, signature)).toEqual(entry.der)
    }),
    { numRuns: 50 },
  )
})

test('T-01 E-03 E-07 no byte of an entry can be changed unnoticed', async () => {
  const { der: bytes } = await signEntry(exampleEnvelope(), signer, crypto)
  const problems = new Set<string>()
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice()
    changed[at]! ^= 1 << (at % 8)
    let parsed
    try {
      parsed = parseEntry(changed, crypto)
    } catch (error) {
      problems.add((error as { code: string }).code)
      continue
    }
    const trusted = signerIdentity(signer.certificate, crypto).certificate.publicKey
    expect(await crypto.verifySignatures([entrySignatureCheck(parsed, trusted)])).toEqual([false])
  }
  // ENVELOPE_MALFORMED: a signingTime that is another valid time.
  expect([...problems].sort()).toEqual([
    'ENTRY_CERTIFICATE_MISMATCH',
    'ENTRY_DIGEST_MISMATCH',
    'ENTRY_MALFORMED',
    'ENVELOPE_MALFORMED',
  ])
})

test('an entry cut or grown anywhere is refused', async () => {
  const { der: bytes } = await signEntry(exampleEnvelope(), signer, crypto)
  for (let length = 0; length < bytes.length; length++) {
    expect(() => parseEntry(bytes.subarray(0, length), crypto)).toThrow(code('ENTRY_MALFORMED'))
  }
  expect(() => parseEntry(concatBytes(bytes, Uint8Array.of(0)), crypto)).toThrow(
    code('ENTRY_MALFORMED'),
  )
})

test('E-05 the signature with the higher s is refused, though it verifies', async () => {
  const { der: bytes } = await signEntry(exampleEnvelope(), signer, crypto)
  const { content, signature, signedAttributes } = parseEntry(bytes, crypto)
  const { r, s } = parseEcdsaSignature(signature, 32)
  const high = encodeEcdsaSignature({ r, s: complement(s) })
  const identity = signerIdentity(signer.certificate, crypto)
  const entry = encodeEntry(content, identity, signedAttributes, high)
  const { publicKey } = identity.certificate
  const check = {
    algorithm: 'ecdsa-p256-sha256',
    publicKey,
    signature: high,
    message: signedAttributes,
  } as const
  expect(await crypto.verifySignatures([check])).toEqual([true])
  expect(() => parseEntry(entry, crypto)).toThrow(code('ENTRY_MALFORMED'))
})

test('E-06 the certificate cannot be exchanged for another with the same key owner', async () => {
  const { der: bytes } = await signEntry(exampleEnvelope(), signer, crypto)
  const { content, signature, signedAttributes } = parseEntry(bytes, crypto)
  const identity = signerIdentity(other.certificate, crypto)
  const swapped = encodeEntry(content, identity, signedAttributes, signature)
  expect(() => parseEntry(swapped, crypto)).toThrow(code('ENTRY_CERTIFICATE_MISMATCH'))
  const mixed = {
    ...signerIdentity(signer.certificate, crypto),
    issuerAndSerial: identity.issuerAndSerial,
  }
  const misnamed = encodeEntry(content, mixed, signedAttributes, signature)
  expect(() => parseEntry(misnamed, crypto)).toThrow(code('ENTRY_CERTIFICATE_MISMATCH'))
})

test('E-04 unsigned attributes, a second certificate and a second signer are refused', async () => {
  const { der: bytes } = await signEntry(exampleEnvelope(), signer, crypto)
  const { content, signature, signedAttributes } = parseEntry(bytes, crypto)
  const identity = signerIdentity(signer.certificate, crypto)
  const certificate = {
    ...identity.certificate,
    der: concatBytes(signer.certificate, other.certificate),
  }
  const twoCertificates = encodeEntry(
    content,
    { ...identity, certificate },
    signedAttributes,
    signature,
  )
  expect(() => parseEntry(twoCertificates, crypto)).toThrow(code('ENTRY_MALFORMED'))
  const unsigned = der(tag.constructedContext(1), derSequence())
  const padded = concatBytes(derOctetString(signature), unsigned).subarray(2)
  const withUnsigned = encodeEntry(content, identity, signedAttributes, padded)
  expect(() => parseEntry(withUnsigned, crypto)).toThrow(code('ENTRY_MALFORMED'))
})

test('E-21 content that is not canonical is refused, though it is signed', async () => {
  const text = JSON.stringify(exampleEnvelope())
  const error = await signContent(encodeUtf8(text)).then((bytes) => {
    try {
      return parseEntry(bytes, crypto)
    } catch (thrown) {
      return thrown
    }
  })
  expect(error).toMatchObject({
    code: 'ENVELOPE_MALFORMED',
    details: { offset: expect.any(Number) },
  })
})

test('E-08 signingTime must be recordedAt cut to the second', async () => {
  const content = encodeUtf8(canonicalize(exampleEnvelope() as unknown as JsonValue))
  const bytes = await signContent(content, '2026-06-22T08:00:01Z')
  expect(() => parseEntry(bytes, crypto)).toThrow(code('ENVELOPE_MALFORMED'))
})

test('E-12 an envelope of an unknown version is told apart, and its signature can still be checked', async () => {
  const bytes = await signEnvelope({ v: 'contremarque/entry/2', anything: true })
  expect(() => parseEntry(bytes, crypto)).toThrow(code('ENVELOPE_VERSION_UNKNOWN'))
  const signed = parseSignedContent(bytes, crypto)
  expect(await crypto.verifySignatures([entrySignatureCheck(signed, signed.publicKey)])).toEqual([
    true,
  ])
})

test.each([
  ['in canonical order', JSON.parse(canonicalize(exampleEnvelope() as unknown as JsonValue))],
  ['in another order', exampleEnvelope()],
])('E-11 nothing is signed that would not be read, members %s', async (_order, envelope) => {
  const sign = (changes: object): Promise<unknown> =>
    signEntry({ ...envelope, ...changes }, signer, crypto)
  await expect(sign({ type: 'not a type' })).rejects.toMatchObject({
    code: 'ENVELOPE_MALFORMED',
    details: { member: 'type' },
  })
  await expect(sign({ extra: 1 })).rejects.toMatchObject({ code: 'ENVELOPE_MALFORMED' })
  await expect(sign({ data: { a: 0.5 } })).rejects.toMatchObject({
    code: 'CANONICAL_FORM_UNSUPPORTED',
  })
  await expect(sign({ data: { a: 'x'.repeat(61_440) } })).rejects.toMatchObject({
    code: 'ENTRY_TOO_LARGE',
  })
})

test('E-10 an entry of 61,440 bytes is the largest', async () => {
  const size = async (length: number): Promise<number> =>
    (await signEntry(exampleEnvelope({ data: { a: 'x'.repeat(length) } }), signer, crypto)).der
      .length
  // The size that is compared before signing counts a signature of 71 bytes.
  const filler = 58_000
  const largest = filler + 61_440 - (await size(filler)) - 2
  expect(await size(largest)).toBeLessThanOrEqual(61_440)
  await expect(size(largest + 8)).rejects.toMatchObject({ code: 'ENTRY_TOO_LARGE' })
  expect(() => parseEntry(new Uint8Array(61_441), crypto)).toThrow(code('ENTRY_TOO_LARGE'))
})

test('a signer that answers with something else than a P-256 signature is refused', async () => {
  const broken = (answer: string) => ({ ...signer, sign: () => Uint8Array.fromHex(answer) })
  const envelope = exampleEnvelope()
  await expect(signEntry(envelope, broken('3006020100020101'), crypto)).rejects.toMatchObject({
    code: 'DER_MALFORMED',
  })
  const tooLarge = encodeEcdsaSignature({ r: p256Order, s: Uint8Array.of(1) })
  await expect(signEntry(envelope, broken(tooLarge.toHex()), crypto)).rejects.toMatchObject({
    code: 'KEY_UNUSABLE',
  })
})
