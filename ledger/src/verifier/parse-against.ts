import { decodeUtf8 } from '../bytes/utf8.ts'
import { parseNote } from '../checkpoint/note.ts'
import { LedgerError } from '../errors.ts'
import { parseReceipt } from '../receipt/parse-receipt.ts'
import { RECEIPT_VERSION } from '../receipt/receipt.ts'
import type { Against } from './verify-options.ts'

/**
 * What somebody kept, to compare a ledger with: a receipt or a checkpoint. Untrusted.
 * @throws LedgerError RECEIPT_MALFORMED, CHECKPOINT_MALFORMED when it is neither
 */
export function parseAgainst(bytes: Uint8Array): Against {
  try {
    const text = decodeUtf8(bytes)
    if (text.includes(RECEIPT_VERSION)) return { kind: 'receipt', receipt: parseReceipt(bytes) }
    parseNote(text)
    return { kind: 'checkpoint', note: text }
  } catch (cause) {
    if (!(cause instanceof LedgerError) || cause.code === 'RECEIPT_MALFORMED') throw cause
    const expected = 'expected a receipt or a checkpoint to compare with'
    throw new LedgerError('CHECKPOINT_MALFORMED', expected, { cause })
  }
}
