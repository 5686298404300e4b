import { assertDer } from './assert-der.ts'

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text.replaceAll(' ', ''))

test.each([
  '30 00',
  '30 08 02 01 7f 01 01 ff 05 00',
  '31 03 02 01 80',
  'a0 04 30 02 05 00',
  '80 02 00 00',
  '30 05 06 03 2a 03 04',
  '0a 01 02',
])('DER passes: %s', (text) => {
  expect(() => assertDer(hex(text))).not.toThrow()
})

test.each([
  ['nothing', ''],
  ['indefinite length', '30 80 00 00'],
  ['padded length', '30 81 02 05 00'],
  ['padded length deep inside', '30 05 30 81 02 05 00'],
  ['bytes after the end', '30 00 00'],
  ['length beyond the end', '30 03 05 00'],
  ['constructed OCTET STRING', '24 03 04 01 00'],
  ['constructed UTF8String in a context tag', 'a0 05 2c 03 0c 01 61'],
  ['primitive SEQUENCE', '30 02 10 00'],
  ['primitive SET', '30 02 11 00'],
  ['other TRUE', '30 03 01 01 01'],
  ['padded INTEGER', '30 04 02 02 00 7f'],
  ['padded negative INTEGER', '30 04 02 02 ff 80'],
  ['empty INTEGER', '30 02 02 00'],
  ['padded ENUMERATED', '30 04 0a 02 00 01'],
  ['NULL with content', '30 03 05 01 00'],
  ['padded OBJECT IDENTIFIER', '30 04 06 02 80 01'],
  ['multi-byte tag', '3f 1f 00'],
  ['30 levels', nested(30)],
])('T-15 what is not DER is refused: %s', (_name, text) => {
  const malformed = expect.objectContaining({ code: 'DER_MALFORMED' })
  expect(() => assertDer(hex(text))).toThrow(malformed)
})

/** `levels` sequences, each inside the one before. */
function nested(levels: number): string {
  const lengths = Array.from({ length: levels }, (_, i) => 2 * (levels - 1 - i))
  return lengths.map((length) => `30 ${length.toString(16).padStart(2, '0')}`).join(' ')
}
