import { entrySignatureCheck, type ParsedEntry } from '../../entry/parse-entry.ts'
import type { Place } from '../../report/report.ts'
import { isValidAt } from '../seal-keys.ts'
import type { ReceiptState } from './receipt-state.ts'

/** Signed by a key that a key entry of the receipt makes valid for its leaf, while its certificate was valid. */
export async function verifyEntrySignature(
  { crypto, findings, keys }: ReceiptState,
  entry: ParsedEntry,
  leaf: number,
  place: Place,
): Promise<void> {
  const key = keys.find(entry.certificate, leaf)
  if (key === undefined) {
    const message = 'signed by a key that no key entry before it makes valid'
    findings.failed('signature', 'SEAL_KEY_NOT_IN_LEDGER', { message, place })
  } else if (!isValidAt(key, entry.signingTime)) {
    const message = 'recorded outside the validity of the seal certificate'
    findings.failed('signature', 'SEAL_CERTIFICATE_EXPIRED', { message, place })
  }
  findings.tally('signature').checked++
  const [isValid] = await crypto.verifySignatures([entrySignatureCheck(entry, entry.publicKey)])
  if (isValid === true) return
  const message = 'the signature does not fit the signed attributes'
  findings.failed('signature', 'SIGNATURE_INVALID', { message, place })
}
