import { crypto, DAY, freshKey, genTime, issuedAt, tsaFixture } from '../../test/tsa-fixture.ts'
import { oid } from '../asn1/oid.ts'
import { issueCertificate } from '../certificate/issue-certificate.ts'
import { keyUsageBits, parseCertificate } from '../certificate/parse-certificate.ts'
import { verifyToken } from './verify-token.ts'

const { certificate, codes, crl, evidence, pki, token } = await tsaFixture()
const parsed = parseCertificate(certificate)

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

describe('TS-04 the path to a root', () => {
  test('T-09 a TSA of another root is refused', async () => {
    const other = await tsaFixture()
    const foreign = await evidence({ token: await other.token(), crls: [] })
    const result = await verifyToken(foreign, crypto)
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'TOKEN_CHAIN_UNTRUSTED' }] })
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
