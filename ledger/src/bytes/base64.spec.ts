import fc from 'fast-check'
import { parseBase64, parseBase64url, toBase64, toBase64url } from './base64.ts'

const malformed = expect.objectContaining({ code: 'BYTES_MALFORMED' })

test('base64 and base64url come back as they went in and agree with Node', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(parseBase64(toBase64(bytes))).toEqual(bytes)
      expect(parseBase64url(toBase64url(bytes))).toEqual(bytes)
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(toBase64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
    }),
  )
})

test.each([
  ['white space', 'AAAA AAA'],
  ['a final line feed', 'AAA=\n'],
  ['four characters of white space', 'AAAA    '],
  ['missing padding', 'AA'],
  ['padding alone', '===='],
  ['too much padding', 'AAA=='],
  ['stray bits', 'AB=='],
  ['stray bits before one padding character', 'AAB='],
  ['the other alphabet', '__--'],
  ['padding inside', 'AA==AAAA'],
  ['one character', 'A'],
])('base64 with %s is refused', (_, text) => {
  expect(() => parseBase64(text)).toThrow(malformed)
})

test.each([
  ['padding', 'AA=='],
  ['white space', 'AAA AAAA'],
  ['trailing white space in place of padding', 'AA  '],
  ['stray bits', 'AB'],
  ['one character over', 'AAAAA'],
  ['the other alphabet', '//++'],
])('base64url with %s is refused', (_, text) => {
  expect(() => parseBase64url(text)).toThrow(malformed)
})
