import fc from 'fast-check'
import { encodeUtf8 } from '../bytes/utf8.ts'
import { DerReader } from './der-reader.ts'
import { derGeneralizedTime, derTime, readTime } from './der-time.ts'
import { der } from './der-writer.ts'
import { tag } from './tag.ts'

const instants = fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(9999, 11, 31) })

test('times come back as they went in', () => {
  fc.assert(
    fc.property(instants, (at) => {
      const seconds = Math.floor(at / 1000) * 1000
      expect(readTime(new DerReader(derTime(at)))).toEqual({ at: seconds, hasFraction: false })
      expect(readTime(new DerReader(derGeneralizedTime(at)))).toEqual({
        at,
        hasFraction: at !== seconds,
      })
    }),
  )
})

test('RFC 5280 §4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050', () => {
  expect(derTime(Date.UTC(2049, 11, 31, 23, 59, 59))).toEqual(
    der(tag.utcTime, encodeUtf8('491231235959Z')),
  )
  expect(derTime(Date.UTC(2050, 0))).toEqual(
    der(tag.generalizedTime, encodeUtf8('20500101000000Z')),
  )
})

test('digits beyond the millisecond are cut off, never rounded', () => {
  const text = '20260622080000.123999999Z'
  const { at } = readTime(new DerReader(der(tag.generalizedTime, encodeUtf8(text))))
  expect(new Date(at).toISOString()).toBe('2026-06-22T08:00:00.123Z')
})

test.each([
  ['no seconds', tag.utcTime, '2606220800Z'],
  ['an offset', tag.utcTime, '260622080000+0200'],
  ['no zone', tag.utcTime, '260622080000'],
  ['a month 13', tag.utcTime, '261322080000Z'],
  ['30 February', tag.utcTime, '260230080000Z'],
  ['29 February of no leap year', tag.generalizedTime, '20270229080000Z'],
  ['hour 24', tag.utcTime, '260622240000Z'],
  ['a leap second', tag.utcTime, '260630235960Z'],
  ['a fraction in UTCTime', tag.utcTime, '260622080000.1Z'],
  ['a trailing zero in the fraction', tag.generalizedTime, '20260622080000.10Z'],
  ['an empty fraction', tag.generalizedTime, '20260622080000.Z'],
  ['a comma', tag.generalizedTime, '20260622080000,5Z'],
  ['ten digits of fraction', tag.generalizedTime, '20260622080000.1234567891Z'],
  ['bytes after the Z', tag.generalizedTime, '20260622080000.123456789ZZ'],
  ['a year before 1950', tag.generalizedTime, '19491231235959Z'],
  ['digits of another script', tag.utcTime, '٢٦٠٦٢٢٠٨٠٠٠٠Z'],
  ['another tag', tag.utf8String, '260622080000Z'],
])('a time with %s is refused', (_, tagByte, text) => {
  expect(() => readTime(new DerReader(der(tagByte, encodeUtf8(text))))).toThrow(
    expect.objectContaining({ code: 'DER_MALFORMED', details: { offset: 0 } }),
  )
})
