import { encodeUtf8 } from '../bytes/utf8.ts'
import type { JsonValue } from '../entry/envelope.ts'
import { canonicalize } from '../entry/jcs.ts'
import { parseReceipt } from './parse-receipt.ts'
import type { Receipt } from './receipt.ts'

/**
 * The bytes of a receipt file: JCS and a line feed. One that its own parser would refuse is not
 * written.
 * @throws LedgerError RECEIPT_MALFORMED
 */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const bytes = encodeUtf8(`${canonicalize(receipt as unknown as JsonValue)}\n`)
  parseReceipt(bytes)
  return bytes
}
