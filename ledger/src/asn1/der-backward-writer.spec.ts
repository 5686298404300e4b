import { DerBackwardWriter } from './der-backward-writer.ts'
import { der, derOctetString, derSequence } from './der-writer.ts'
import { tag } from './tag.ts'

test.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 70_000])(
  'an element of %i bytes is encoded as by the forward writer',
  (length) => {
    const content = new Uint8Array(length).fill(7)
    const writer = new DerBackwardWriter(length + 16)
    writer.prepend(content)
    writer.enclose(tag.octetString, 0)
    expect(writer.finish()).toEqual(derOctetString(content))
  },
)

test('nested and neighbouring elements come out in reading order', () => {
  const [one, other] = [Uint8Array.of(1), Uint8Array.of(2, 3)]
  const writer = new DerBackwardWriter(64)
  writer.prepend(other)
  writer.enclose(tag.octetString, 0)
  const afterSet = writer.written
  writer.prepend(one)
  writer.enclose(tag.set, afterSet)
  writer.enclose(tag.sequence, 0)
  expect(writer.finish()).toEqual(derSequence(der(tag.set, one), derOctetString(other)))
})

test('too little room is refused, not wrapped around', () => {
  const noRoom = expect.objectContaining({ code: 'DER_MALFORMED' })
  const writer = new DerBackwardWriter(12)
  expect(() => writer.prepend(new Uint8Array(13))).toThrow(noRoom)
  writer.prepend(new Uint8Array(4))
  expect(() => writer.enclose(tag.octetString, 0)).toThrow(noRoom)
})
