import fc from 'fast-check'
import { DerReader } from './der-reader.ts'
import {
  der,
  derBitString,
  derBoolean,
  derEnumerated,
  derExplicit,
  derInteger,
  derNamedBits,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUnsigned,
  derUtf8String,
} from './der-writer.ts'
import { tag } from './tag.ts'

const read = (hex: string): DerReader => new DerReader(Uint8Array.fromHex(hex.replaceAll(' ', '')))
const malformedAt = (offset: number): Error =>
  expect.objectContaining({ code: 'DER_MALFORMED', details: { offset } }) as Error

test('whatever is written reads back', () => {
  fc.assert(
    fc.property(
      fc.maxSafeNat(),
      fc.uint8Array({ maxLength: 400 }),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      (number, bytes, text, flag) => {
        const utf8 = text.toWellFormed()
        const encoded = derSequence(
          derInteger(number),
          derOctetString(bytes),
          derBitString(bytes),
          derUtf8String(utf8),
          derBoolean(flag),
          derNull(),
          derEnumerated(number % 128),
          derExplicit(3, derSetOf(derUnsigned(bytes))),
        )
        const outer = new DerReader(encoded)
        const reader = outer.sequence()
        outer.expectEnd()
        expect(reader.smallInteger()).toBe(number)
        expect(reader.octetString()).toEqual(bytes)
        expect(reader.bitStringBytes()).toEqual(bytes)
        expect(reader.utf8String()).toBe(utf8)
        expect(reader.boolean()).toBe(flag)
        reader.null()
        expect(reader.smallInteger(tag.enumerated)).toBe(number % 128)
        const magnitude = reader.optional(3)!.set().integerBytes()
        expect(BigInt(`0x${magnitude.toHex()}`)).toBe(BigInt(`0x0${bytes.toHex()}`))
        expect(reader.isAtEnd).toBe(true)
      },
    ),
  )
})

test.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 70_000])(
  'a content of %d bytes has the shortest length',
  (length) => {
    const encoded = derOctetString(new Uint8Array(length))
    expect(new DerReader(encoded).octetString().length).toBe(length)
    const header = encoded.length - length
    expect(header).toBe(length < 128 ? 2 : length < 256 ? 3 : length < 65_536 ? 4 : 5)
  },
)

test.each([
  ['nothing', '', 0],
  ['a tag without length', '30', 0],
  ['an indefinite length', '30 80 00 00', 1],
  ['a padded length below 128', '30 81 01 00', 1],
  ['a padded long length', '30 82 00 80', 1],
  ['a length of five bytes', '30 85 00 00 00 00 01 00', 1],
  ['a truncated length', '30 82 01', 1],
  ['the reserved length FF', '30 ff', 1],
  ['a length beyond the end', '30 03 02 01', 0],
  ['another tag', '31 00', 0],
  ['a multi-byte tag', '3f 00', 0],
])('%s is refused', (_, hex, offset) => {
  expect(() => read(hex).sequence()).toThrow(malformedAt(offset))
})

test('a multi-byte tag is refused even where any tag is taken', () => {
  expect(() => read('1f 81 01 00').raw()).toThrow(malformedAt(0))
})

test('a length may not leave the element around it', () => {
  expect(() => read('30 03 04 02 00 00').sequence().octetString()).toThrow(malformedAt(2))
})

test('trailing bytes are refused', () => {
  const reader = read('05 00 00')
  reader.null()
  expect(() => {
    reader.expectEnd()
  }).toThrow(malformedAt(2))
})

test.each([
  ['empty', '02 00'],
  ['padded with zero', '02 02 00 7f'],
  ['padded with FF', '02 02 ff 80'],
])('an integer that is %s is refused', (_, hex) => {
  expect(() => read(hex).integerBytes()).toThrow(malformedAt(0))
})

test.each([
  ['negative', '02 01 ff'],
  ['2^53', '02 07 20 00 00 00 00 00 00'],
  ['of eight bytes', '02 08 01 00 00 00 00 00 00 00'],
])('a small integer that is %s is refused', (_, hex) => {
  expect(() => read(hex).smallInteger()).toThrow(malformedAt(0))
})

test.each([
  ['01', '01 01 01'],
  ['FE', '01 01 fe'],
  ['empty', '01 00'],
  ['two bytes', '01 02 ff ff'],
])('a boolean of %s is refused', (_, hex) => {
  expect(() => read(hex).boolean()).toThrow(malformedAt(0))
})

test('a null with content, a bit string with unused bits or without any byte are refused', () => {
  expect(() => {
    read('05 01 00').null()
  }).toThrow(malformedAt(0))
  expect(() => read('03 02 01 80').bitStringBytes()).toThrow(malformedAt(0))
  expect(() => read('03 00').bitStringBytes()).toThrow(malformedAt(0))
})

test('a constructed octet string is refused', () => {
  expect(() => read('24 04 04 02 00 00').octetString()).toThrow(malformedAt(0))
})

test('a UTF8String that is not UTF-8 is refused', () => {
  expect(() => read('0c 01 ff').utf8String()).toThrow(malformedAt(0))
})

test('named bits read back in their shortest form', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 20 })), (bits) => {
      expect([...new DerReader(derNamedBits(...bits)).namedBits()]).toEqual(
        bits.toSorted((a, b) => a - b),
      )
    }),
  )
})

test.each([
  ['trailing zero bits', '03 02 00 02'],
  ['a trailing zero byte', '03 03 00 80 00'],
  ['unused bits that are set', '03 02 06 e0'],
  ['eight unused bits', '03 02 08 80'],
  ['unused bits of nothing', '03 01 01'],
  ['no byte at all', '03 00'],
])('named bits with %s are refused', (_, hex) => {
  expect(() => read(hex).namedBits()).toThrow(malformedAt(0))
})

test('nesting has a limit', () => {
  let nested = new Uint8Array(0)
  for (let i = 0; i < 30; i++) nested = Uint8Array.from(derSequence(nested))
  let reader = new DerReader(nested)
  expect(() => {
    for (;;) reader = reader.sequence()
  }).toThrow(
    expect.objectContaining({
      code: 'DER_MALFORMED',
      message: expect.stringContaining('deeper than 24'),
    }),
  )
})

test('expectBytes and isNext step over these bytes and no others', () => {
  const reader = read('05 00 04 01 07')
  expect(reader.isNext(derBoolean(true))).toBe(false)
  expect(reader.isNext(derNull())).toBe(true)
  expect(() => {
    reader.expectBytes(Uint8Array.of(4, 1, 8))
  }).toThrow(malformedAt(4))
  reader.expectBytes(Uint8Array.of(4, 1, 7))
  expect(reader.isNext(Uint8Array.of(0))).toBe(false)
  expect(() => {
    reader.expectBytes(Uint8Array.of(0))
  }).toThrow(malformedAt(5))
})

test('views point into the input, nothing is copied', () => {
  const bytes = der(tag.octetString, Uint8Array.of(1, 2))
  expect(new DerReader(bytes).octetString().buffer).toBe(bytes.buffer)
})

test('a random change of one byte of a sequence never reads as the same value in another spelling', () => {
  const encoded = derSequence(derInteger(300), derOctetString(new Uint8Array(130)), derNull())
  const readAll = (bytes: Uint8Array): string => {
    const outer = new DerReader(bytes)
    const reader = outer.sequence()
    outer.expectEnd()
    const value = `${reader.smallInteger()} ${reader.octetString().toHex()}`
    reader.null()
    reader.expectEnd()
    return value
  }
  const original = readAll(encoded)
  fc.assert(
    fc.property(
      fc.nat({ max: encoded.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, mask) => {
        const changed = encoded.slice()
        changed[at]! ^= mask
        let value: string | undefined
        try {
          value = readAll(changed)
        } catch (error) {
          expect(error).toMatchObject({ code: 'DER_MALFORMED' })
        }
        expect(value).not.toBe(original)
      },
    ),
  )
})

test('derInteger refuses negative numbers', () => {
  expect(() => derInteger(-1)).toThrow(expect.objectContaining({ code: 'DER_MALFORMED' }))
})

test('SET OF is sorted by encoding', () => {
  const [a, b, c] = [derInteger(2), derInteger(1), derOid('1.2.3')]
  expect(derSetOf(c, a, b)).toEqual(der(tag.set, b, a, c))
})
