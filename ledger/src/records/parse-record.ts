import type { JsonValue } from '../entry/envelope.ts'
import { parseCanonical } from '../entry/jcs.ts'
import { LedgerError } from '../errors.ts'
import {
  base64,
  code,
  count,
  entryStream,
  hash,
  instant,
  note,
  objectIdentifier,
  origin,
} from '../shape/scalars.ts'
import { list, nullable, object, oneOf, parseShape, text, type Shape } from '../shape/shape.ts'
import { algorithms } from './algorithms.ts'
import {
  BATCH_VERSION,
  CLOSED_VERSION,
  REVOCATION_VERSION,
  STAMP_VERSION,
  type BatchRecord,
  type ClosingRecord,
  type RevocationRecord,
  type StampingRecord,
  type StampRecord,
} from './records.ts'

/** A batch record is at most this long, in bytes of JCS. */
export const MAX_BATCH_BYTES = 512 * 1024
/** Entries in a batch, at most. */
export const MAX_BATCH_ENTRIES = 4096
/** Entries in a run of batches under one token, at most. */
export const MAX_RUN_ENTRIES = 65_536
/** A stamp record fits a line of an export. */
const MAX_STAMP_BYTES = 1024 * 1024 - 64
const MAX_CLOSING_BYTES = 1024

const batchShape = object({
  v: oneOf(BATCH_VERSION),
  origin,
  algorithms,
  batch: count,
  first: count,
  count,
  ranges: list(object({ stream: entryStream, from: count, to: count }), 0, MAX_BATCH_ENTRIES),
  note,
  sealedAt: instant,
  previous: nullable(hash),
})

const encoded = list(base64, 0, 16)

export const stampTokenShape = object({
  tsa: code,
  nonce: text('a nonce in lower-case hexadecimal', /^(?:[0-9a-f]{2}){1,32}$/),
  policy: objectIdentifier,
  token: base64,
  chain: encoded,
  crls: encoded,
  ocsps: encoded,
})

const stampShape = object({
  v: oneOf(STAMP_VERSION),
  origin,
  algorithms,
  stamp: count,
  firstBatch: count,
  lastBatch: count,
  imprint: hash,
  tokens: list(stampTokenShape, 1, 16),
  stampedAt: instant,
  previous: nullable(hash),
})

const revocationShape = object({
  v: oneOf(REVOCATION_VERSION),
  origin,
  algorithms,
  stamp: count,
  tsa: code,
  firstStamp: count,
  lastStamp: count,
  crls: encoded,
  ocsps: encoded,
  fetchedAt: instant,
  previous: hash,
})

const closingShape = object({
  v: oneOf(CLOSED_VERSION),
  origin,
  algorithms,
  size: count,
  closedAt: instant,
  previous: hash,
})

/**
 * Parses the untrusted JCS bytes of a batch, a `sealing-` record: form only, what it says is not verified.
 * @throws LedgerError RECORD_MALFORMED, RECORD_VERSION_UNKNOWN
 */
export function parseBatchRecord(bytes: Uint8Array): BatchRecord {
  const record = parse(batchShape, BATCH_VERSION, bytes, MAX_BATCH_BYTES)
  let sealed = 0
  for (const { stream, from, to } of record.ranges) {
    if (to < from) throw malformed(`range of ${stream} ends before it begins`)
    sealed += to - from + 1
  }
  if (sealed !== record.count) {
    throw malformed(`ranges hold ${sealed} entries, the record counts ${record.count}`)
  }
  if (record.count > MAX_BATCH_ENTRIES) throw malformed(`more than ${MAX_BATCH_ENTRIES} entries`)
  requireLink(record.batch, record.previous)
  return record
}

/**
 * Parses the untrusted JCS bytes of a stamp, a `stamping-` record: form only; tokens are left as they are.
 * @throws LedgerError RECORD_MALFORMED, RECORD_VERSION_UNKNOWN
 */
export function parseStampRecord(bytes: Uint8Array): StampRecord {
  return toStamp(read(bytes, MAX_STAMP_BYTES))
}

/**
 * Parses the untrusted JCS bytes of any `stamping-` record, by the version it names: form only.
 * @throws LedgerError RECORD_MALFORMED, RECORD_VERSION_UNKNOWN
 */
export function parseStampingRecord(bytes: Uint8Array): StampingRecord {
  const value = read(bytes, MAX_STAMP_BYTES)
  return versionOf(value) === REVOCATION_VERSION ? toRevocation(value) : toStamp(value)
}

function toRevocation(value: JsonValue): RevocationRecord {
  const record = shaped(revocationShape, REVOCATION_VERSION, value)
  const { firstStamp, lastStamp, stamp, crls, ocsps } = record
  if (lastStamp < firstStamp) throw malformed('its stamps end before they begin')
  if (lastStamp >= stamp) throw malformed('its stamps do not stand before it')
  if (crls.length + ocsps.length === 0) throw malformed('no revocation data in it')
  return record
}

function toStamp(value: JsonValue): StampRecord {
  const record = shaped(stampShape, STAMP_VERSION, value)
  if (record.lastBatch < record.firstBatch) throw malformed('run ends before it begins')
  requireLink(record.stamp, record.previous)
  return record
}

/**
 * Parses the untrusted JCS bytes of the record that ends a `sealing-` stream: form only.
 * @throws LedgerError RECORD_MALFORMED, RECORD_VERSION_UNKNOWN
 */
export function parseClosingRecord(bytes: Uint8Array): ClosingRecord {
  return parse(closingShape, CLOSED_VERSION, bytes, MAX_CLOSING_BYTES)
}

/** Whether untrusted bytes of a `sealing-` stream are to be read as its closing record, not as a batch. */
export function isClosingRecord(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_CLOSING_BYTES) return false
  try {
    return versionOf(parseCanonical(bytes)) === CLOSED_VERSION
  } catch (error) {
    if (error instanceof LedgerError) return false
    throw error
  }
}

function parse<T>(shape: Shape<T>, version: string, bytes: Uint8Array, limit: number): T {
  return shaped(shape, version, read(bytes, limit))
}

function shaped<T>(shape: Shape<T>, version: string, value: JsonValue): T {
  const named = versionOf(value)
  if (named !== undefined && named !== version) {
    throw new LedgerError('RECORD_VERSION_UNKNOWN', `expected a record of version ${version}`)
  }
  return parseShape(shape, value, 'RECORD_MALFORMED')
}

function versionOf(value: JsonValue): JsonValue | undefined {
  return value !== null && typeof value === 'object' && 'v' in value ? value.v : undefined
}

function read(bytes: Uint8Array, limit: number): JsonValue {
  if (bytes.length > limit) throw malformed(`${bytes.length} bytes, at most ${limit}`)
  try {
    return parseCanonical(bytes)
  } catch (cause) {
    throw new LedgerError('RECORD_MALFORMED', 'expected canonical JSON', { cause })
  }
}

function requireLink(place: number, previous: string | null): void {
  if ((place === 0) !== (previous === null)) {
    throw malformed('exactly the first record has no previous one')
  }
}

function malformed(message: string): LedgerError {
  return new LedgerError('RECORD_MALFORMED', message)
}
