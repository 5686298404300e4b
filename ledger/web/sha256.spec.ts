import fc from 'fast-check'
import { hash } from 'node:crypto'
import { sha256 } from './sha256.ts'

const reference = (message: Uint8Array): string => hash('sha256', message)

test('every length around the blocks agrees with node:crypto', () => {
  for (let length = 0; length <= 260; length++) {
    const message = Uint8Array.from({ length }, (_, i) => (7 * i + length) & 0xff)
    expect(sha256(message).toHex()).toBe(reference(message))
  }
})

test('any message agrees with node:crypto, in a view too', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.nat({ max: 20 }), (bytes, from) => {
      const view = bytes.subarray(Math.min(from, bytes.length))
      expect(sha256(view).toHex()).toBe(reference(view))
    }),
  )
})

test('one digest leaves nothing behind for the next', () => {
  const first = sha256(Uint8Array.of(1))
  sha256(new Uint8Array(200).fill(0xff))
  expect(first.toHex()).toBe(reference(Uint8Array.of(1)))
  expect(sha256(Uint8Array.of(1))).toEqual(first)
})
