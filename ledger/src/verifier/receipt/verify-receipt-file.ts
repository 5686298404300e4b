import { LedgerError } from '../../errors.ts'
import { parseReceipt } from '../../receipt/parse-receipt.ts'
import type { Receipt } from '../../receipt/receipt.ts'
import type { Report } from '../../report/report.ts'
import { assembleReport } from '../assemble-report.ts'
import { FindingCollector } from '../finding-collector.ts'
import { verifyReceipt, type VerifyReceiptOptions } from './verify-receipt.ts'

/** Verifies the untrusted bytes of a receipt file; one that cannot be read is a finding. */
export async function verifyReceiptFile(
  bytes: Uint8Array,
  options: Omit<VerifyReceiptOptions, 'receipt'>,
): Promise<Report> {
  const receipt = parseOrError(bytes)
  if (!(receipt instanceof LedgerError)) return verifyReceipt({ ...options, receipt })
  const findings = new FindingCollector(1)
  findings.failed('form', 'RECEIPT_MALFORMED', { message: receipt.message })
  return assembleReport({
    ...options,
    subject: 'receipt',
    findings,
    origin: options.trust?.origin ?? null,
    profile: options.trust?.profile ?? null,
    counts: { entries: 0, batches: 0, stamps: 0 },
    unchecked: [{ what: 'EVERYTHING', reason: 'the receipt cannot be read' }],
    stampedUpTo: null,
  })
}

function parseOrError(bytes: Uint8Array): Receipt | LedgerError {
  try {
    return parseReceipt(bytes)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    return error as LedgerError
  }
}
