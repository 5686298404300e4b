import { LedgerError } from '../errors.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { DerReader } from './der-reader.ts'
import { der } from './der-writer.ts'
import { tag } from './tag.ts'

const MAX_LENGTH = 25
const utcTime = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/

export interface DerTime {
  /** Milliseconds since 1970; further digits of a fraction cut off. */
  readonly at: number
  readonly hasFraction: boolean
}

/**
 * Reads UTCTime or GeneralizedTime in its DER form (X.690 §11.7, §11.8; RFC 5280 §4.1.2.5), from
 * 1950 to 9999. Leap seconds are refused.
 * @throws LedgerError DER_MALFORMED
 */
export function readTime(reader: DerReader): DerTime {
  const isUtc = reader.peekTag() === tag.utcTime
  const offset = reader.position
  const content = reader.content(isUtc ? tag.utcTime : tag.generalizedTime)
  if (content.length > MAX_LENGTH) throw malformed(offset)
  const match = (isUtc ? utcTime : generalizedTime).exec(String.fromCharCode(...content))
  if (match === null) throw malformed(offset)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number)
  const fullYear = isUtc ? year + (year < 50 ? 2000 : 1900) : year
  const fraction = match[7]
  const milliseconds = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3))
  const at = Date.UTC(fullYear, month - 1, day, hour, minute, second, milliseconds)
  const date = new Date(at)
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!isReal || hour > 23 || minute > 59 || second > 59 || fullYear < 1950) throw malformed(offset)
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

function malformed(offset: number): LedgerError {
  return new LedgerError(
    'DER_MALFORMED',
    `expected a time in DER form, in UTC, at byte ${offset}`,
    {
      details: { offset },
    },
  )
}
