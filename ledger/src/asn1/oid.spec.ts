import fc from 'fast-check'
import { derOid } from './der-writer.ts'
import { encodeOid, oid, parseOid } from './oid.ts'

test('identifiers come back as they went in, arcs of any size', () => {
  const arc = fc.bigInt({ min: 0n, max: 2n ** 128n })
  fc.assert(
    fc.property(
      fc.nat({ max: 1 }),
      fc.nat({ max: 39 }),
      fc.array(arc, { maxLength: 3 }),
      (a, b, rest) => {
        const dotted = [a, b, ...rest].join('.')
        expect(parseOid(encodeOid(dotted))).toBe(dotted)
      },
    ),
  )
  const uuid = '2.25.340282366920938463463374607431768211455'
  expect(parseOid(encodeOid(uuid))).toBe(uuid)
  expect(parseOid(encodeOid('2.999.3'))).toBe('2.999.3')
})

test('X.690 §8.19.5: {joint-iso-itu-t 100 3} is 06 03 81 34 03', () => {
  expect(derOid('2.100.3').toHex()).toBe('0603813403')
})

test('every identifier in use reads back', () => {
  for (const dotted of Object.values(oid)) expect(parseOid(encodeOid(dotted))).toBe(dotted)
})

test.each([
  ['nothing', ''],
  ['a padded arc', '2a8001'],
  ['a truncated arc', '2a86'],
  ['more than 64 bytes', '2a'.repeat(65)],
])('%s is no identifier', (_, hex) => {
  expect(parseOid(Uint8Array.fromHex(hex))).toBeUndefined()
})
