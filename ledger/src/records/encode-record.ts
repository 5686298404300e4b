import { toHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Crypto } from '../crypto/crypto.ts'
import type { JsonValue } from '../entry/envelope.ts'
import { canonicalize } from '../entry/jcs.ts'
import { parseBatchRecord, parseClosingRecord, parseStampingRecord } from './parse-record.ts'
import {
  BATCH_VERSION,
  CLOSED_VERSION,
  type BatchRecord,
  type ClosingRecord,
  type StampingRecord,
} from './records.ts'

/**
 * The JCS bytes of a record, as stored and exported. A record that its own parser would refuse is
 * not written.
 * @throws LedgerError RECORD_MALFORMED
 */
export function encodeRecord(record: BatchRecord | StampingRecord | ClosingRecord): Uint8Array {
  const bytes = encodeUtf8(canonicalize(record as unknown as JsonValue))
  if (record.v === BATCH_VERSION) parseBatchRecord(bytes)
  else if (record.v === CLOSED_VERSION) parseClosingRecord(bytes)
  else parseStampingRecord(bytes)
  return bytes
}

/** What the next record names as `previous`: SHA-256 of the JCS bytes, hexadecimal. */
export function recordHash(bytes: Uint8Array, crypto: Crypto): string {
  return toHex(crypto.digest('sha-256', bytes))
}
