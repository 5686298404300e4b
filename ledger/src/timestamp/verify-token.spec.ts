import { attribute, encodeToken } from '../../development/tsa/encode-token.ts'
import {
  crypto,
  DAY,
  freshKey,
  genTime,
  imprint,
  issuedAt,
  nonce,
  policy,
  signingCertificateV2,
  type TokenChanges,
  tsaFixture,
} from '../../test/tsa-fixture.ts'
import { DerReader } from '../asn1/der-reader.ts'
import { derTime } from '../asn1/der-time.ts'
import {
  der,
  derBoolean,
  derExplicit,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { concatBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { type CertificateTemplate, issueCertificate } from '../certificate/issue-certificate.ts'
import { keyUsageBits, parseCertificate } from '../certificate/parse-certificate.ts'
import { sha1 } from './sha1.ts'
import type { TokenEvidence } from './verify-token.ts'
import { TokenVerifier, verifyToken } from './verify-token.ts'

const fixture = await tsaFixture()
const { certificate, crl, evidence, issue, pki, token, tsaKey } = fixture
const parsed = parseCertificate(certificate)
const digestOf = (bytes: Uint8Array): Uint8Array => derOctetString(crypto.digest('sha-256', bytes))

/** The codes a token is refused with; none when it is accepted. */
async function codes(
  changes: TokenChanges,
  expected: Partial<TokenEvidence> = {},
): Promise<string[]> {
  const result = await verifyToken(
    await evidence({ token: await token(changes), ...expected }),
    crypto,
  )
  return result.ok ? [] : result.problems.map(({ code }) => code)
}

async function codesOfBytes(bytes: Uint8Array): Promise<string[]> {
  const result = await verifyToken(await evidence({ token: bytes }), crypto)
  return result.ok ? [] : result.problems.map(({ code }) => code)
}

async function codesOfCertificate(changes: Partial<CertificateTemplate>): Promise<string[]> {
  const crls = [await crl()]
  return codes({ certificate: await issue(changes) }, { crls })
}

test('TS-01 a token of a pinned TSA is accepted, with its bracket', async () => {
  const pins = [toHex(crypto.digest('sha-256', certificate))]
  const result = await verifyToken(
    await evidence({ nonce: toHex(nonce), policies: [policy], at: genTime }).then((given) => ({
      ...given,
      trust: { ...given.trust, certificates: pins },
    })),
    crypto,
  )
  expect(result).toMatchObject({
    ok: true,
    genTime,
    accuracy: 100,
    notBefore: genTime - 100,
    notAfter: genTime + 100,
    revocation: 'good',
  })
  expect(result.ok && result.certificate.der).toEqual(certificate)
})

test('TS-02 without fraction the bracket is a second wider; without accuracy it is the pinned one', async () => {
  const whole = genTime - (genTime % 1000)
  const changes = { tstInfo: { genTime: whole, accuracy: 0 } }
  const result = await verifyToken(await evidence({ token: await token(changes) }), crypto)
  expect(result).toMatchObject({ accuracy: null, notBefore: whole - 1000, notAfter: whole + 2000 })
})

describe('TS-03 what the token says', () => {
  test.each<[string, string, TokenChanges, Partial<TokenEvidence>]>([
    ['imprint of other data', 'TOKEN_IMPRINT_MISMATCH', {}, { imprint: new Uint8Array(32) }],
    [
      'imprint cut short',
      'TOKEN_IMPRINT_MISMATCH',
      { tstInfo: { imprint: imprint.subarray(1) } },
      {},
    ],
    ['another nonce', 'TOKEN_NONCE_MISMATCH', {}, { nonce: '41' }],
    ['no nonce', 'TOKEN_NONCE_MISMATCH', { tstInfo: { nonce: null } }, { nonce: toHex(nonce) }],
    ['another policy', 'TOKEN_POLICY_NOT_ACCEPTED', {}, { policies: ['1.2.3'] }],
    ['no policy accepted', 'TOKEN_POLICY_NOT_ACCEPTED', {}, { policies: [] }],
    ['genTime later than now', 'TOKEN_IN_THE_FUTURE', {}, { at: genTime - 101 }],
  ])('%s is refused', async (_name, code, changes, expected) => {
    expect(await codes(changes, expected)).toEqual([code])
  })

  test('an imprint by another digest is refused even when the bytes are right', async () => {
    const sha384 = derOid(oid.sha384)
    const content = (plain: Uint8Array): Uint8Array => {
      const bytes = plain.slice()
      bytes.set(sha384, indexOf(bytes, derOid(oid.sha256)))
      return bytes
    }
    expect(await codes({ content })).toEqual(['TOKEN_IMPRINT_ALGORITHM'])
  })

  test('a critical extension is refused, another one is not', async () => {
    const withExtension = (isCritical: boolean) => (plain: Uint8Array) => {
      const critical = isCritical ? [derBoolean(true)] : []
      const extension = derSequence(
        derOid('1.2.3.4'),
        ...critical,
        derOctetString(Uint8Array.of(5, 0)),
      )
      return appended(plain, der(tag.constructedContext(1), extension))
    }
    expect(await codes({ content: withExtension(true) })).toEqual(['TOKEN_EXTENSION_UNKNOWN'])
    expect(await codes({ content: withExtension(false) })).toEqual([])
  })

  test('the name of the TSA is the one in its certificate', async () => {
    const named = (name: Uint8Array) => (plain: Uint8Array) =>
      appended(plain, derExplicit(0, derExplicit(4, name)))
    expect(await codes({ content: named(parsed.subject) })).toEqual([])
    expect(await codes({ content: named(parsed.issuer) })).toEqual(['TOKEN_TSA_NAME_MISMATCH'])
  })
})

describe('TS-04 who signs', () => {
  const usages = (critical: boolean, ...ids: string[]) => ({
    extendedKeyUsage: { usages: ids, critical },
  })
  test.each<[string, string, Partial<CertificateTemplate>]>([
    ['usage for clients only', 'TOKEN_EKU_MISSING', usages(true, oid.clientAuthentication)],
    ['usage for anything', 'TOKEN_EKU_MISSING', usages(true, '2.5.29.37.0')],
    ['usage not critical', 'TOKEN_EKU_NOT_CRITICAL', usages(false, oid.timeStamping)],
    [
      'usage beside another',
      'TOKEN_EKU_NOT_EXCLUSIVE',
      usages(true, oid.timeStamping, oid.clientAuthentication),
    ],
    [
      'a key that signs certificates',
      'TOKEN_KEY_USAGE',
      { keyUsage: [keyUsageBits.digitalSignature, keyUsageBits.keyCertSign] },
    ],
    ['a certificate that has ended', 'TOKEN_CERTIFICATE_EXPIRED', { notAfter: genTime - 1250 }],
    ['a certificate of tomorrow', 'TOKEN_CERTIFICATE_NOT_YET_VALID', { notBefore: genTime + DAY }],
  ])('T-09 %s is refused', async (_name, code, changes) => {
    expect(await codesOfCertificate(changes)).toEqual([code])
  })

  test('T-09 a certificate of the same authority without any extended usage is refused', async () => {
    const seal = await pki.issue({
      usage: 'seal',
      commonName: 'Seal',
      publicKey: tsaKey.publicKey,
      notBefore: issuedAt,
    })
    expect(await codes({ certificate: seal })).toEqual(['TOKEN_EKU_MISSING'])
  })

  test('the last second of a certificate counts', async () => {
    expect(await codesOfCertificate({ notAfter: genTime })).toEqual([])
  })

  test('T-09 a TSA of another root is refused', async () => {
    const other = await tsaFixture()
    const foreign = await evidence({ token: await other.token(), crls: [] })
    const result = await verifyToken(foreign, crypto)
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'TOKEN_CHAIN_UNTRUSTED' }] })
  })

  test('T-09 another certificate of the same authority is refused when one is pinned', async () => {
    const pinned = { ...fixture.trust, certificates: ['00'.repeat(32)] }
    const result = await verifyToken({ ...(await evidence()), trust: pinned }, crypto)
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'TOKEN_CERTIFICATE_NOT_PINNED' }],
    })
  })

  test('a token without certificates needs them from beside it', async () => {
    const bare = { certificates: [] }
    expect(await codes(bare)).toEqual(['TOKEN_CERTIFICATE_MISSING'])
    expect(await codes(bare, { chain: [certificate] })).toEqual([])
    expect(await codes(bare, { chain: [certificate.subarray(1)] })).toEqual([
      'TOKEN_CERTIFICATE_MALFORMED',
    ])
  })

  test('a chain of three is walked through the intermediate from beside the token', async () => {
    const { chain, key, leaf } = await underIntermediate()
    const crls = [await crl()]
    const result = await verifyToken(
      await evidence({ token: await token({ certificate: leaf, key }), chain, crls }),
      crypto,
    )
    expect(result).toMatchObject({ ok: true, revocation: 'unknown' })
    expect(await codes({ certificate: leaf, key })).toEqual(['TOKEN_CHAIN_UNTRUSTED'])
  })
})

describe('TS-05 revocation', () => {
  const revokedAt = (at: number, reason?: number) =>
    crl([{ serial: parsed.serial, at, ...(reason === undefined ? {} : { reason }) }], genTime + DAY)

  test.each([
    ['before genTime', genTime - DAY, 4],
    ['before genTime, without reason', genTime - DAY, undefined],
    ['later, for a compromised key', genTime + DAY, 1],
    ['later, without reason', genTime + DAY, undefined],
  ])('a certificate revoked %s is refused', async (_name, at, reason) => {
    const crls = [await revokedAt(at, reason)]
    expect(await codes({}, { crls })).toEqual(['TOKEN_CERTIFICATE_REVOKED'])
  })

  test('a certificate superseded later is still good for this token', async () => {
    const result = await verifyToken(
      await evidence({ crls: [await revokedAt(genTime + DAY, 4)] }),
      crypto,
    )
    expect(result).toMatchObject({ ok: true, revocation: 'good' })
  })

  test('without data, or with data that ended before genTime, revocation is unknown: never good', async () => {
    for (const crls of [[], [await crl([], genTime - 8 * DAY)], [Uint8Array.of(1)]]) {
      const result = await verifyToken(await evidence({ crls }), crypto)
      expect(result).toMatchObject({ ok: true, revocation: 'unknown' })
    }
  })
})

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

const good = await token()

describe('TS-07 the form', () => {
  test('a second SignerInfo is refused, valid as both are; so is none', async () => {
    expect(await codesOfBytes(await twoSigners())).toEqual(['TOKEN_SIGNER_COUNT'])
    expect(await codes({ signers: () => [] })).toEqual([
      'TOKEN_SIGNER_COUNT',
      'TOKEN_CERTIFICATE_MISSING',
    ])
  })

  test.each<[string, string, (bytes: Uint8Array) => Uint8Array]>([
    [
      'a byte after the end',
      'TOKEN_TRAILING_BYTES',
      (bytes) => concatBytes(bytes, Uint8Array.of(0)),
    ],
    ['another token after the end', 'TOKEN_TRAILING_BYTES', (bytes) => concatBytes(bytes, bytes)],
    [
      'an indefinite length',
      'TOKEN_NOT_DER',
      (bytes) => concatBytes(Uint8Array.of(0x30, 0x80), bytes.subarray(4), new Uint8Array(2)),
    ],
    [
      'a padded length',
      'TOKEN_NOT_DER',
      (bytes) => concatBytes(Uint8Array.of(0x30, 0x83, 0), bytes.subarray(2)),
    ],
    ['a cut end', 'TOKEN_NOT_DER', (bytes) => bytes.subarray(0, -1)],
    ['a constructed content', 'TOKEN_NOT_DER', constructedContent],
    ['nothing in it', 'TOKEN_NOT_DER', () => new Uint8Array(0)],
    [
      'another content type',
      'TOKEN_CONTENT_TYPE',
      (bytes) =>
        replaced(
          bytes,
          derOid(oid.tstInfo),
          concatBytes(derOid(oid.tstInfo).subarray(0, -1), Uint8Array.of(5)),
        ),
    ],
    [
      'no CMS in it',
      'TOKEN_CONTENT_TYPE',
      () => derSequence(derOid(oid.data), derExplicit(0, derOctetString(imprint))),
    ],
    ['no sequence in it', 'TOKEN_MALFORMED', () => derInteger(1)],
    [
      'SignedData of version 1',
      'TOKEN_MALFORMED',
      (bytes) => replaced(bytes, Uint8Array.of(2, 1, 3), Uint8Array.of(2, 1, 1)),
    ],
    ['more than 64 KiB', 'TOKEN_MALFORMED', () => encodeToken(new Uint8Array(70_000), [], [])],
  ])('a token with %s is refused', async (_name, code, change) => {
    expect(await codesOfBytes(change(good))).toEqual([code])
  })

  test('attributes out of order, or twice the same type, are refused', async () => {
    expect(await codes({ afterSigning: reverseSet })).toEqual(['TOKEN_MALFORMED'])
    const twice: TokenChanges['attributes'] = (parts) => [
      ...Object.values(parts),
      attribute(oid.messageDigest, digestOf(Uint8Array.of(1))),
    ]
    expect(await codes({ attributes: twice })).toEqual(['TOKEN_MALFORMED'])
  })

  test('T-09 no byte of a token can be changed', async () => {
    const verifier = new TokenVerifier(fixture.trust, crypto)
    const given = await evidence()
    const accepted: number[] = []
    for (let at = 0; at < good.length; at++) {
      const changed = good.slice()
      changed[at]! ^= 1 << (at % 8)
      const result = await verifier.verify({ ...given, nonce: toHex(nonce), token: changed })
      if (result.ok) accepted.push(at)
    }
    expect(accepted).toEqual([])
  })
})

test('TS-08 all problems are reported, not the first one only', async () => {
  const bad = await issue({
    extendedKeyUsage: { usages: [oid.clientAuthentication], critical: false },
    notAfter: genTime - DAY,
  })
  const found = await codes(
    { certificate: bad, key: freshKey() },
    { imprint: new Uint8Array(32), nonce: '01', policies: [] },
  )
  expect(found.toSorted()).toEqual([
    'TOKEN_CERTIFICATE_EXPIRED',
    'TOKEN_EKU_MISSING',
    'TOKEN_IMPRINT_MISMATCH',
    'TOKEN_NONCE_MISMATCH',
    'TOKEN_POLICY_NOT_ACCEPTED',
    'TOKEN_SIGNATURE_INVALID',
  ])
})

test('TS-09 a kept verifier verifies no signature above the TSA twice, and never trusts by memory', async () => {
  let verified = 0
  const counting: typeof crypto = {
    digest: crypto.digest,
    verifySignatures: (checks) => {
      verified += checks.length
      return crypto.verifySignatures(checks)
    },
  }
  const verifier = new TokenVerifier(fixture.trust, counting)
  const given = await evidence()
  expect(await verifier.verify(given)).toMatchObject({ ok: true })
  expect(verified).toBe(3)
  const next = await token({ tstInfo: { serial: 9n, genTime: genTime + 10_000 } })
  expect(await verifier.verify({ ...given, token: next })).toMatchObject({ ok: true })
  expect(verified).toBe(4)
  const late = await token({ tstInfo: { genTime: issuedAt + 400 * DAY } })
  expect(await verifier.verify({ ...given, token: late })).toMatchObject({ ok: false })
  const forged = await token({ key: freshKey() })
  expect(await verifier.verify({ ...given, token: forged })).toMatchObject({ ok: false })
})

async function underIntermediate() {
  const middle = freshKey()
  const key = freshKey()
  const ca = await pki.issueIntermediate({
    commonName: 'Middle',
    publicKey: middle.publicKey,
    notBefore: issuedAt,
  })
  const leaf = await issueCertificate(
    {
      subject: { commonName: 'TSA below' },
      publicKey: key.publicKey,
      serial: Uint8Array.of(0x51, 1),
      notBefore: issuedAt,
      notAfter: issuedAt + 300 * DAY,
      keyUsage: [keyUsageBits.digitalSignature],
      extendedKeyUsage: { usages: [oid.timeStamping], critical: true },
      isDevelopment: true,
    },
    { key: middle, certificate: parseCertificate(ca) },
    crypto,
  )
  return { chain: [ca], key, leaf }
}

function appended(sequence: Uint8Array, member: Uint8Array): Uint8Array {
  const start = sequence[1]! < 0x80 ? 2 : 3
  return derSequence(sequence.subarray(start), member)
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const at = Buffer.from(bytes).indexOf(wanted)
  expect(at).toBeGreaterThanOrEqual(0)
  return at
}

function replaced(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  copy.set(to, indexOf(bytes, from))
  return copy
}

/** The elements of a SET, as they come. */
function elementsOf(set: Uint8Array): Uint8Array[] {
  const reader = new DerReader(set).set()
  const elements: Uint8Array[] = []
  while (!reader.isAtEnd) elements.push(reader.raw())
  return elements
}

function derSetOfMore(attributes: Uint8Array): Uint8Array {
  const signingTime = attribute(oid.signingTime, derTime(genTime))
  return derSetOf(...elementsOf(attributes), signingTime)
}

function reverseSet(attributes: Uint8Array): Uint8Array {
  return der(tag.set, ...elementsOf(attributes).reverse())
}

/** Two SignerInfos over one content, each valid by itself. */
async function twoSigners(): Promise<Uint8Array> {
  const second = await issue({ subject: { commonName: 'Second TSA' } })
  const taken: Uint8Array[] = []
  const take = (signer: Uint8Array): Uint8Array[] => {
    taken.push(signer)
    return [signer]
  }
  await token({ signers: take })
  await token({ signers: take, certificate: second })
  return token({ signers: () => taken, certificates: [certificate, second] })
}

/** The content as a constructed OCTET STRING of one part: BER, the same value. */
function constructedContent(bytes: Uint8Array): Uint8Array {
  const outer = new DerReader(bytes).sequence()
  const type = outer.raw()
  const signedData = outer.enter(tag.constructedContext(0)).sequence()
  const [version, digests] = [signedData.raw(), signedData.raw()]
  const encapsulated = signedData.sequence()
  const contentType = encapsulated.raw()
  const primitive = encapsulated.enter(tag.constructedContext(0)).raw()
  const rest: Uint8Array[] = []
  while (!signedData.isAtEnd) rest.push(signedData.raw())
  const content = derSequence(contentType, derExplicit(0, der(0x24, primitive)))
  return derSequence(type, derExplicit(0, derSequence(version, digests, content, ...rest)))
}
