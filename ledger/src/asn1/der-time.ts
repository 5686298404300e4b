import { LedgerError } from '../errors.ts'
import { encodeUtf8, decodeUtf8 } from '../bytes/utf8.ts'
import type { DerReader } from './der-reader.ts'
import { der } from './der-writer.ts'
import { tag } from './tag.ts'

const utcTime = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/
const generalizedTime = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{0,8}[1-9]))?Z$/

/**
 * Reads UTCTime or GeneralizedTime in its DER form (X.690 §11.7, §11.8; RFC 5280 §4.1.2.5):
 * milliseconds since 1970, further digits of a fraction cut off.
 * @throws LedgerError DER_MALFORMED
 */
export function readTime(reader: DerReader): { readonly at: number; readonly hasFraction: boolean } {
  const isUtc = reader.peekTag() === tag.utcTime
  const text = decodeUtf8(reader.content(isUtc ? tag.utcTime : tag.generalizedTime))
  const match = (isUtc ? utcTime : generalizedTime).exec(text)
  if (match === null) throw malformed()
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number, number, number, number, number, number,
  ]
  const fullYear = isUtc ? year + (year < 50 ? 2000 : 1900) : year
  const fraction = match[7]
  const milliseconds = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000 + 1e-9)
  const at = Date.UTC(fullYear, month - 1, day, hour, minute, second, milliseconds)
  const exact = new Date(at)
  const isReal =
    exact.getUTCMonth() === month - 1 && exact.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  if (!isReal || fullYear < 1950) throw malformed()
  return { at, hasFraction: fraction !== undefined }
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5), cut to the second. */
export function derTime(at: number): Uint8Array {
  const digits = new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')
  return Number(digits.slice(0, 4)) < 2050
    ? der(tag.utcTime, encodeUtf8(`${digits.slice(2)}Z`))
    : der(tag.generalizedTime, encodeUtf8(`${digits}Z`))
}

/** GeneralizedTime with the milliseconds, trailing zeros left out as DER asks. */
export function derGeneralizedTime(at: number): Uint8Array {
  const iso = new Date(at).toISOString()
  const digits = iso.slice(0, 19).replace(/[-:T]/g, '')
  const fraction = iso.slice(20, 23).replace(/0+$/, '')
  return der(tag.generalizedTime, encodeUtf8(`${digits}${fraction === '' ? '' : `.${fraction}`}Z`))
}

function malformed(): LedgerError {
  return new LedgerError('DER_MALFORMED', 'expected a time in DER form, in UTC')
}
