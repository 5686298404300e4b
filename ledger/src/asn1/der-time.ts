import { LedgerError } from '../errors.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { DerReader } from './der-reader.ts'
import { der } from './der-writer.ts'
import { tag } from './tag.ts'

const LETTER_Z = 0x5a
const POINT = 0x2e
const MAX_FRACTION = 9

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
  const short = digits(content, 0, 2)
  const year = isUtc ? short + (short < 50 ? 2000 : 1900) : short * 100 + digits(content, 2, 4)
  const start = isUtc ? 2 : 4
  const month = digits(content, start, start + 2)
  const day = digits(content, start + 2, start + 4)
  const hour = digits(content, start + 4, start + 6)
  const minute = digits(content, start + 6, start + 8)
  const second = digits(content, start + 8, start + 10)
  const milliseconds = fraction(content, start + 10, !isUtc)
  const at = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds)
  // Not so for 31 June, nor for NaN where a digit was missing.
  const isDate = day <= new Date(Date.UTC(year, month, 0)).getUTCDate() && day > 0
  const isClock = month > 0 && month < 13 && hour < 24 && minute < 60 && second < 60
  if (!isDate || !isClock || !(year >= 1950 && milliseconds >= 0)) throw malformed(offset)
  return { at, hasFraction: content.length > start + 11 }
}

function digits(content: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) {
    const digit = (content[i] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return NaN
    value = value * 10 + digit
  }
  return value
}

/** Milliseconds of `.ddd…Z` without trailing zeros, or of `Z`; NaN for anything else. */
function fraction(content: Uint8Array, start: number, isAllowed: boolean): number {
  const end = content.length - 1
  if (content[end] !== LETTER_Z || end < start) return NaN
  if (end === start) return 0
  const length = end - start - 1
  const isDer = content[start] === POINT && content[end - 1] !== 0x30
  if (!isAllowed || !isDer || length < 1 || length > MAX_FRACTION) return NaN
  if (Number.isNaN(digits(content, start + 1, end))) return NaN
  return (
    digits(content, start + 1, Math.min(end, start + 4)) * [0, 100, 10, 1][Math.min(length, 3)]!
  )
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 §4.1.2.5), cut to the second. */
export function derTime(at: number): Uint8Array {
  const iso = new Date(at).toISOString()
  const day = `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 10)}`
  const digits = `${day}${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}`
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
