import type { Report } from '../report/report.ts'
import { allChecks } from './checks.ts'
import { fileCheck } from './checks/file.ts'
import { erasedBeforehand, ErasedCommitments } from './erased-commitments.ts'
import { FindingCollector } from './finding-collector.ts'
import { ledgerReport } from './ledger-report.ts'
import { LedgerState } from './ledger-state.ts'
import { LedgerWalk } from './ledger-walk.ts'
import { SignatureQueue } from './signature-queue.ts'
import type { VerifyOptions } from './verify-options.ts'

const DEFAULT_CAP = 200

/**
 * Re-checks a whole ledger without trusting whoever keeps it. Runs every check on everything it can
 * and never throws for what is wrong with the evidence. What it keeps grows by some 200 bytes a stream,
 * 100 a time-stamp and 20 a request, by nothing an entry.
 * @throws what the source throws when it cannot read at all
 */
export async function verify(options: VerifyOptions): Promise<Report> {
  const findings = new FindingCollector(options.findingsCap ?? DEFAULT_CAP)
  const signatures = new SignatureQueue(options.signatureVerifier ?? options.crypto)
  const erased = new ErasedCommitments(await erasedBeforehand(options.source, options.crypto))
  const state = new LedgerState(options, findings, signatures, erased)
  const file = fileCheck(state)
  const walk = new LedgerWalk(state, [...allChecks(state), file])
  for await (const items of options.source.items()) {
    for (const item of items) {
      file.item(item)
      const step = walk.take(item)
      if (step !== undefined) await step
    }
    await signatures.room()
    options.onProgress?.({ entries: state.entries, batches: state.batches, stamps: state.stamps })
  }
  await walk.finish()
  await signatures.drain()
  return ledgerReport(state)
}
