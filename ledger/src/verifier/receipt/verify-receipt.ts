import type { Crypto } from '../../crypto/crypto.ts'
import type { Receipt } from '../../receipt/receipt.ts'
import type { Report, TrustReport, Unchecked } from '../../report/report.ts'
import type { Trust } from '../../trust/trust.ts'
import { assembleReport } from '../assemble-report.ts'
import { FindingCollector } from '../finding-collector.ts'
import { SealKeys } from '../seal-keys.ts'
import { TrustedTsas } from '../trusted-tsas.ts'
import type { ReceiptState } from './receipt-state.ts'
import { verifyBracket } from './verify-receipt-bracket.ts'
import { verifyReceiptEntry } from './verify-receipt-entry.ts'
import { verifyReceiptKeys } from './verify-receipt-keys.ts'
import { verifyKeyInclusion, verifySeal, verifyStamp } from './verify-receipt-seal.ts'

export interface VerifyReceiptOptions {
  /** Untrusted, parsed. */
  readonly receipt: Receipt
  readonly trust: Trust | null
  readonly trustSource: TrustReport['source']
  readonly crypto: Crypto
}

/**
 * Verifies a receipt alone, without the ledger: `stamped` can pass, `recorded` and `sealed` are a
 * promise and at best INDETERMINATE (FORMATS §4). Never throws for what is wrong with the evidence.
 */
export async function verifyReceipt(options: VerifyReceiptOptions): Promise<Report> {
  const { receipt, trust, crypto } = options
  const findings = new FindingCollector(200)
  const state: ReceiptState = {
    receipt,
    trust,
    crypto,
    findings,
    keys: new SealKeys(),
    tsas: new TrustedTsas(trust, crypto),
    genesis: undefined,
    entry: undefined,
    checkpoint: undefined,
  }
  await verifyReceiptKeys(state)
  await verifyReceiptEntry(state)
  await verifySeal(state)
  const notAfter = await verifyStamp(state)
  await verifyBracket(state, notAfter)
  verifyKeyInclusion(state)
  if (trust === null) {
    const message = 'no trust file was given: the receipt was compared with itself only'
    findings.indeterminate('genesis', 'TRUST_NOT_GIVEN', { message })
  }
  const { checkpoint } = state
  const isStamped = checkpoint !== undefined && notAfter !== undefined
  return assembleReport({
    ...options,
    subject: 'receipt',
    findings,
    origin: receipt.origin,
    profile: state.genesis?.profile ?? trust?.profile ?? null,
    counts: {
      entries: 1,
      batches: receipt.seal === null ? 0 : 1,
      stamps: receipt.stamp === null ? 0 : 1,
    },
    unchecked,
    stampedUpTo: isStamped
      ? { size: checkpoint.size, notAfter: new Date(notAfter).toISOString() }
      : null,
  })
}

const unchecked: readonly Unchecked[] = [
  {
    what: 'LEDGER',
    reason: 'whether the ledger still contains this entry shows only against the ledger',
  },
  { what: 'OPENINGS', reason: 'the openings of commitments are kept apart' },
  { what: 'DOCUMENTS', reason: 'documents are kept apart; the entry holds their digests' },
  { what: 'SEAL_REVOCATION', reason: 'revocation data of seal certificates is not in a receipt' },
]
