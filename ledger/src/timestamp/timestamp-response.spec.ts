import { der, derInteger, derNamedBits, derSequence, derUtf8String } from '../asn1/der-writer.ts'
import { tag } from '../asn1/tag.ts'
import { concatBytes } from '../bytes/bytes.ts'
import { parseTimestampResponse } from './timestamp-response.ts'

const token = derSequence(derInteger(1))
const response = (status: number, ...more: Uint8Array[]): Uint8Array =>
  derSequence(derSequence(derInteger(status)), ...more)

test.each([
  [0, 'granted'],
  [1, 'grantedWithMods'],
])('TS-12 status %d comes with a token', (status, name) => {
  expect(parseTimestampResponse(response(status, token))).toEqual({ status: name, token })
})

test('TS-12 a refusal says why', () => {
  const info = derSequence(
    derInteger(2),
    derSequence(derUtf8String('not'), derUtf8String('today')),
    derNamedBits(14),
  )
  expect(parseTimestampResponse(derSequence(info))).toEqual({
    status: 'rejection',
    failure: 'timeNotAvailable',
    statusText: 'not\ntoday',
  })
  expect(parseTimestampResponse(derSequence(derSequence(derInteger(3))))).toEqual({
    status: 'waiting',
  })
  const unknown = derSequence(derSequence(derInteger(2), derNamedBits(9)))
  expect(parseTimestampResponse(unknown)).toEqual({ status: 'rejection', failure: 'unknown' })
})

test.each<[string, Uint8Array]>([
  ['granted without a token', response(0)],
  ['refused with a token', response(2, token)],
  ['of unknown status', response(6, token)],
  ['of negative status', derSequence(derSequence(der(tag.integer, Uint8Array.of(0xff))))],
  ['with two tokens', response(0, token, token)],
  ['with bytes after the end', concatBytes(response(0, token), Uint8Array.of(0))],
  ['that is no sequence', derInteger(0)],
  ['that is empty', new Uint8Array(0)],
  [
    'with a text that is not UTF-8',
    derSequence(derSequence(derInteger(2), derSequence(der(tag.utf8String, Uint8Array.of(0xff))))),
  ],
])('TS-12 T-15 a response %s is refused', (_name, bytes) => {
  const malformed = expect.objectContaining({ code: 'TIMESTAMP_MALFORMED' })
  expect(() => parseTimestampResponse(bytes)).toThrow(malformed)
})
