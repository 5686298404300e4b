import { attribute, encodeToken } from '../../development/tsa/encode-token.ts'
import {
  crypto,
  imprint,
  nonce,
  type TokenChanges,
  tsaFixture,
  digestOf,
  replaced,
} from '../../test/tsa-fixture.ts'
import {
  constructedContent,
  indefiniteLength,
  reverseSet,
  twoSigners,
} from '../../test/token-mutations.ts'
import { derExplicit, derInteger, derOctetString, derOid, derSequence } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { concatBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { TokenVerifier } from './verify-token.ts'

const fixture = await tsaFixture()
const { codes, codesOfBytes, evidence, token } = fixture
const good = await token()

describe('TS-07 the form', () => {
  test('a second SignerInfo is refused, valid as both are; so is none', async () => {
    expect(await codesOfBytes(await twoSigners(fixture))).toEqual(['TOKEN_SIGNER_COUNT'])
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
    ['an indefinite length', 'TOKEN_NOT_DER', indefiniteLength],
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
