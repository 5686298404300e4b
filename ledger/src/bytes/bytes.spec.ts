import fc from 'fast-check'
import { compareBytes, concatBytes, equalBytes } from './bytes.ts'
import { isHex, parseHex, toHex } from './hex.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const malformed = expect.objectContaining({ code: 'BYTES_MALFORMED' })

test('comparison, equality and concatenation agree with Buffer', () => {
  const bytes = fc.uint8Array({ maxLength: 8, max: 3 })
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b))
      expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0)
      expect(concatBytes(a, b, a)).toEqual(new Uint8Array(Buffer.concat([a, b, a])))
    }),
  )
})

test('hexadecimal comes back as it went in', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
      expect(parseHex(toHex(bytes), bytes.length)).toEqual(bytes)
      expect(isHex(toHex(bytes), bytes.length)).toBe(true)
    }),
  )
})

test.each(['AB', 'a', 'abc', '0x', 'zz', ' ab', 'ab\n', 'é0'])('%j is not hexadecimal', (text) => {
  expect(() => parseHex(text)).toThrow(malformed)
  expect(isHex(text, text.length / 2)).toBe(false)
})

test('hexadecimal of another length is refused', () => {
  expect(() => parseHex('abab', 1)).toThrow(malformed)
  expect(isHex('abab', 1)).toBe(false)
  expect(isHex(7, 1)).toBe(false)
})

test.each([
  ['an overlong form', [0xc0, 0x80]],
  ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ['a truncated character', [0xe2, 0x82]],
  ['a lone continuation byte', [0x80]],
  ['a code point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
])('UTF-8 with %s is refused', (_, bytes) => {
  expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(malformed)
})

test('a byte order mark is kept as a character, so that nothing is dropped unseen', () => {
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa')
  expect(encodeUtf8('\ufeffa')).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))
})
