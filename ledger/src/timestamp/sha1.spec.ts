import { createHash } from 'node:crypto'
import { toHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import { sha1 } from './sha1.ts'

test.each([
  ['abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
  ],
])('SHA-1 of the FIPS 180 example "%s"', (text, digest) => {
  expect(toHex(sha1(encodeUtf8(text)))).toBe(digest)
})

test('SHA-1 agrees with openssl for every length up to three blocks', () => {
  for (let length = 0; length <= 192; length++) {
    const message = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff)
    expect(toHex(sha1(message))).toBe(createHash('sha1').update(message).digest('hex'))
  }
})
