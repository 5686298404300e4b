import {
  encodeUtf8,
  exportErasures,
  exportSource,
  parseAgainst,
  parseTrust,
  verify,
  verifyReceiptFile,
  type Crypto,
  type Progress,
  type Report,
  type Trust,
} from '@contremarque/ledger'
import { runningSha256 } from '@contremarque/ledger/web'
import { headOf, isReceipt, openErasures, openSubject } from './open-subject.ts'
import type { VerificationRequest } from './verification-messages.ts'

/**
 * Verifies with the code that every other verifier of the ledger runs; whatever is wrong with the
 * evidence stands in the report.
 *
 * @throws LedgerError TRUST_MALFORMED, RECEIPT_MALFORMED or CHECKPOINT_MALFORMED when what the reader gave
 *   cannot be read; whatever the network or the file throws when it cannot be read at all
 */
export async function runVerification(
  request: VerificationRequest,
  crypto: Crypto,
  onProgress: (progress: Progress) => void,
): Promise<Report> {
  const { subject, trustSource } = request
  const trust: Trust | null = request.trust === null ? null : parseTrust(encodeUtf8(request.trust))
  if (subject.kind === 'file' && (await isReceipt(subject.file))) {
    const bytes = await bytesOf(subject.file)
    return verifyReceiptFile(bytes, { trust, trustSource, crypto })
  }
  const against = request.against && parseAgainst(await bytesOf(request.against))
  const head = await headOf(subject)
  const source = exportSource(openSubject(subject), runningSha256(), head)
  return verify({
    source: { ...source, erasures: () => exportErasures(openErasures(subject)) },
    trust,
    trustSource,
    crypto,
    onProgress,
    ...(against === null ? {} : { against }),
  })
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer())
}
