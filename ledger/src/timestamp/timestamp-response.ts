import { DerReader } from '../asn1/der-reader.ts'
import { tag } from '../asn1/tag.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import { LedgerError } from '../errors.ts'

export type TimestampStatus = (typeof statuses)[number]
export type TimestampFailure = 'unknown' | (typeof failures)[keyof typeof failures]

/** What a TSA answered (RFC 3161 §2.4.2); the token is not verified. */
export interface TimestampResponse {
  readonly status: TimestampStatus
  /** Present when refused and the TSA says why. */
  readonly failure?: TimestampFailure
  /** The TSA's own words: untrusted text. */
  readonly statusText?: string
  /** DER TimeStampToken, present exactly when granted. */
  readonly token?: Uint8Array
}

const statuses = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
] as const

/** Bits of PKIFailureInfo. */
const failures = {
  0: 'badAlg',
  2: 'badRequest',
  5: 'badDataFormat',
  14: 'timeNotAvailable',
  15: 'unacceptedPolicy',
  16: 'unacceptedExtension',
  17: 'addInfoNotAvailable',
  25: 'systemFailure',
} as const

/**
 * Parses an untrusted TimeStampResp. A token comes with a granted status and with no other.
 * @throws LedgerError TIMESTAMP_MALFORMED
 */
export function parseTimestampResponse(der: Uint8Array): TimestampResponse {
  try {
    return parse(der)
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new LedgerError('TIMESTAMP_MALFORMED', `expected a response: ${cause.message}`, { cause })
  }
}

function parse(der: Uint8Array): TimestampResponse {
  const outer = new DerReader(der)
  const response = outer.sequence()
  outer.expectEnd()
  const info = response.sequence()
  const status = statuses[info.smallInteger()]
  if (status === undefined) throw malformed('unknown status')
  const statusText = info.peekTag() === tag.sequence ? readFreeText(info.sequence()) : undefined
  const failure = info.peekTag() === tag.bitString ? readFailure(info) : undefined
  info.expectEnd()
  const token = response.isAtEnd ? undefined : response.raw(tag.sequence)
  response.expectEnd()
  const isGranted = status === 'granted' || status === 'grantedWithMods'
  if (isGranted !== (token !== undefined)) throw malformed('token and status contradict each other')
  return {
    status,
    ...(failure === undefined ? {} : { failure }),
    ...(statusText === undefined ? {} : { statusText }),
    ...(token === undefined ? {} : { token }),
  }
}

function readFreeText(list: DerReader): string {
  const lines: string[] = []
  do lines.push(decodeUtf8(list.content(tag.utf8String)))
  while (!list.isAtEnd)
  return lines.join('\n')
}

function readFailure(info: DerReader): TimestampFailure {
  const bits = info.namedBits()
  for (const [bit, name] of Object.entries(failures)) if (bits.has(Number(bit))) return name
  return 'unknown'
}

function malformed(what: string): LedgerError {
  return new LedgerError('TIMESTAMP_MALFORMED', what)
}
