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
  STAMP_VERSION,
  type BatchRecord,
  type ClosingRecord,
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
 * Parses the untrusted JCS bytes of a `stamping-` record: form only; tokens are left as they are.
 * @throws LedgerError RECORD_MALFORMED, RECORD_VERSION_UNKNOWN
 */
export function parseStampRecord(bytes: Uint8Array): StampRecord {
  const record = parse(stampShape, STAMP_VERSION, bytes, MAX_STAMP_BYTES)
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
    const value = parseCanonical(bytes)
    return typeof value === 'object' && value !== null && 'v' in value && value.v === CLOSED_VERSION
  } catch (error) {
    if (error instanceof LedgerError) return false
    throw error
  }
}

function parse<T>(shape: Shape<T>, version: string, bytes: Uint8Array, limit: number): T {
  if (bytes.length > limit) throw malformed(`${bytes.length} bytes, at most ${limit}`)
  const value = canonical(bytes)
  if (value !== null && typeof value === 'object' && 'v' in value && value.v !== version) {
    throw new LedgerError('RECORD_VERSION_UNKNOWN', `expected a record of version ${version}`)
  }
  return parseShape(shape, value, 'RECORD_MALFORMED')
}

function canonical(bytes: Uint8Array) {
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
