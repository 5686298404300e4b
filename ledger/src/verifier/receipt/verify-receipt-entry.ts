import { eventDataProblem, findEventType } from '../../entry/event-types.ts'
import type { ParsedEntry } from '../../entry/parse-entry.ts'
import { LedgerError } from '../../errors.ts'
import { readReceiptEntry, type ReceiptState } from './receipt-state.ts'
import { verifyEntrySignature } from './verify-entry-signature.ts'

/** The entry itself: form, place, content, key and signature. */
export async function verifyReceiptEntry(state: ReceiptState): Promise<void> {
  const { receipt, crypto, findings, trust } = state
  const { stream, revision } = receipt
  const place = { stream, revision }
  findings.tally('form').checked++
  const read = readReceiptEntry(receipt.entry, crypto)
  if (read instanceof LedgerError) {
    findings.failed('form', 'ENTRY_MALFORMED', { message: read.message, place })
    return
  }
  const { parsed } = read
  state.entry = parsed
  compareMembers(state, parsed, read.hash.toHex())
  const leaf = receipt.seal?.leaf ?? Number.MAX_SAFE_INTEGER
  await verifyEntrySignature(state, parsed, leaf, place)
  if (trust !== null && trust.origin !== receipt.origin) {
    const detail = { expected: trust.origin, actual: receipt.origin }
    findings.failed('origin', 'ORIGIN_MISMATCH', {
      message: 'a receipt of another ledger',
      ...detail,
    })
  }
}

function compareMembers(
  { receipt, findings }: ReceiptState,
  { envelope }: ParsedEntry,
  hash: string,
): void {
  findings.tally('origin').checked++
  findings.tally('content').checked++
  const { origin, stream, revision, type, typeVersion, data } = envelope
  const place = { stream: receipt.stream, revision: receipt.revision }
  const isSame =
    origin === receipt.origin && stream === receipt.stream && revision === receipt.revision
  if (!isSame || hash !== receipt.hash) {
    const message = 'the receipt names another ledger, place or hash than its entry'
    findings.failed('origin', 'RECEIPT_MISMATCH', {
      message,
      place,
      expected: receipt.hash,
      actual: hash,
    })
  }
  const eventType = findEventType(type, typeVersion)
  if (eventType === undefined) {
    const message = `this verifier does not know ${type} ${typeVersion}`
    findings.indeterminate('content', 'UNKNOWN_TYPE', { message, place })
    return
  }
  const problem = eventDataProblem(eventType, data)
  if (problem !== null) findings.failed('content', 'DATA_MALFORMED', { message: problem, place })
}
