import {
  genTime,
  imprint,
  nonce,
  type TokenChanges,
  tsaFixture,
  replaced,
} from '../../test/tsa-fixture.ts'
import { appended } from '../../test/token-mutations.ts'
import {
  der,
  derBoolean,
  derExplicit,
  derOctetString,
  derOid,
  derSequence,
} from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import { toHex } from '../bytes/hex.ts'
import { parseCertificate } from '../certificate/parse-certificate.ts'
import type { TokenEvidence } from './verify-token.ts'

const { certificate, codes } = await tsaFixture()
const parsed = parseCertificate(certificate)

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
      return replaced(bytes, derOid(oid.sha256), sha384)
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
    for (const other of [parsed.issuer, new Uint8Array(0)]) {
      expect(await codes({ content: named(other) })).toEqual(['TOKEN_TSA_NAME_MISMATCH'])
    }
  })
})
