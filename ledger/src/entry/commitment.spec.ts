import { createHash } from 'node:crypto'
import { crypto, exampleEnvelope } from '../../test/entry-fixture.ts'
import { commitmentDigest } from './commitment.ts'

const { origin, stream } = exampleEnvelope()
const opening = {
  origin,
  stream,
  revision: 7,
  field: 'documents.0.name',
  salt: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  value: 'rapport d’expertise.pdf',
}

test('E-31 a commitment is the digest that the specification spells out', () => {
  const json = `["${origin}","${stream}",7,"documents.0.name","${opening.salt}","rapport d’expertise.pdf"]`
  const expected = createHash('sha256').update(`contremarque/commitment/1\0${json}`).digest('hex')
  expect(commitmentDigest(opening, crypto)).toBe(expected)
})

test('T-24 a commitment opens for one origin, stream, revision, field, salt and value only', () => {
  const digests = [
    opening,
    { ...opening, origin: origin.replace('0', '1') },
    { ...opening, stream: stream.replace('6', '7') },
    { ...opening, revision: 8 },
    { ...opening, field: 'documents.1.name' },
    { ...opening, salt: opening.salt.replace('AAEC', 'AAED') },
    { ...opening, value: 'rapport' },
    { ...opening, value: ['rapport d’expertise.pdf'] },
  ].map((one) => commitmentDigest(one, crypto))
  expect(new Set(digests).size).toBe(digests.length)
})

test.each(['', 'AAAA', `${'A'.repeat(42)}B`, `${'A'.repeat(43)}=`, `${'A'.repeat(42)}/`])(
  'the salt %j is refused',
  (salt) => {
    expect(() => commitmentDigest({ ...opening, salt }, crypto)).toThrow(
      expect.objectContaining({ code: 'COMMITMENT_MALFORMED' }),
    )
  },
)

test('a value that JCS cannot carry is refused', () => {
  expect(() => commitmentDigest({ ...opening, value: 0.5 }, crypto)).toThrow(
    expect.objectContaining({ code: 'CANONICAL_FORM_UNSUPPORTED' }),
  )
})
