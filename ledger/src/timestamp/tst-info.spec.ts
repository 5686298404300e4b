import {
  der,
  derBoolean,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
} from '../asn1/der-writer.ts'
import { tag } from '../asn1/tag.ts'
import { oid } from '../asn1/oid.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import { parseTstInfo } from './tst-info.ts'

const imprint = derSequence(derSequence(derOid(oid.sha256)), derOctetString(new Uint8Array(32)))
const time = (text: string): Uint8Array => der(tag.generalizedTime, encodeUtf8(text))
const implicit = (n: number, ...content: number[]): Uint8Array =>
  der(tag.primitiveContext(n), Uint8Array.from(content))

function tstInfo(genTime: Uint8Array, ...more: Uint8Array[]): Uint8Array {
  return derSequence(derInteger(1), derOid('1.2.3'), imprint, derInteger(7), genTime, ...more)
}

test.each([
  ['20261122060000Z', '2026-11-22T06:00:00.000Z', 0, false],
  ['20261122060000.25Z', '2026-11-22T06:00:00.250Z', 0, true],
  ['20261122060000.123Z', '2026-11-22T06:00:00.123Z', 0, true],
  ['20261122060000.1239Z', '2026-11-22T06:00:00.123Z', 1, true],
  ['20261122060000.999999Z', '2026-11-22T06:00:00.999Z', 1, true],
])('TS-02 genTime %s is read down and up to the millisecond', (text, iso, up, hasFraction) => {
  const genTime = Date.parse(iso)
  expect(parseTstInfo(tstInfo(time(text)))).toMatchObject({
    genTime,
    genTimeCeiling: genTime + up,
    hasFraction,
  })
})

test.each([
  [[derInteger(1)], 1000],
  [[implicit(0, 5)], 5],
  [[implicit(0, 3, 0xe7)], 999],
  [[implicit(1, 1)], 1],
  [[derInteger(2), implicit(0, 3), implicit(1, 3, 0xe7)], 2004],
  [[], 0],
])('TS-02 accuracy is summed up and rounded up to the millisecond (%#)', (parts, accuracy) => {
  const given = tstInfo(time('20261122060000Z'), derSequence(...parts))
  expect(parseTstInfo(given).accuracy).toBe(accuracy)
})

const good = time('20261122060000Z')
test.each<[string, Uint8Array]>([
  ['UTCTime', tstInfo(der(tag.utcTime, encodeUtf8('261122060000Z')))],
  ['a local time', tstInfo(time('20261122060000'))],
  ['an offset', tstInfo(time('20261122060000+0100'))],
  ['a trailing zero of the fraction', tstInfo(time('20261122060000.10Z'))],
  ['a day that is none', tstInfo(time('20260230060000Z'))],
  ['1000 milliseconds of accuracy', tstInfo(good, derSequence(implicit(0, 3, 0xe8)))],
  ['0 milliseconds of accuracy', tstInfo(good, derSequence(implicit(0, 0)))],
  ['negative accuracy', tstInfo(good, derSequence(implicit(0, 0xff)))],
  ['ordering FALSE spelt out', tstInfo(good, derBoolean(false))],
  ['members out of order', tstInfo(good, derInteger(5), derSequence(derInteger(1)))],
  ['a member more', tstInfo(good, derOctetString(new Uint8Array(1)))],
])('TS-03 T-15 a TSTInfo with %s is refused', (_name, bytes) => {
  const malformed = expect.objectContaining({
    code: expect.stringMatching(/^(?:TIMESTAMP|DER)_MALFORMED$/),
  })
  expect(() => parseTstInfo(bytes)).toThrow(malformed)
})
