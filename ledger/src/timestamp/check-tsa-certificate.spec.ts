import { crypto, DAY, genTime, issuedAt, tsaFixture } from '../../test/tsa-fixture.ts'
import { oid } from '../asn1/oid.ts'
import type { CertificateTemplate } from '../certificate/issue-certificate.ts'
import { keyUsageBits } from '../certificate/parse-certificate.ts'
import { verifyToken } from './verify-token.ts'

const fixture = await tsaFixture()
const { certificate, codes, evidence, issue, pki, tsaKey } = fixture

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
})

async function codesOfCertificate(changes: Partial<CertificateTemplate>): Promise<string[]> {
  return codes({ certificate: await issue(changes) })
}
