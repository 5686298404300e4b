import type { ErasedReport, Report, Unchecked } from '../report/report.ts'
import { assembleReport } from './assemble-report.ts'
import type { LedgerState } from './ledger-state.ts'
import type { VerifyOptions } from './verify-options.ts'

/** The report of a ledger, once every check has finished. */
export function ledgerReport(state: LedgerState): Report {
  const { findings, options, genesis, lastStamped } = state
  const erased = state.erased.report()
  if (options.trust === null) {
    const message =
      'no trust file was given: what the ledger says of itself was compared with itself only'
    findings.indeterminate('genesis', 'TRUST_NOT_GIVEN', { message })
  }
  return assembleReport({
    subject: options.source.kind === 'export' ? 'export' : 'ledger',
    findings,
    trust: options.trust,
    trustSource: options.trustSource,
    crypto: options.crypto,
    origin: state.origin ?? null,
    profile: genesis?.profile ?? options.trust?.profile ?? null,
    counts: {
      entries: state.entries,
      batches: state.batches,
      stamps: state.stamps - state.revocations,
    },
    unchecked: unchecked(options, erased),
    erased,
    stampedUpTo:
      lastStamped === undefined
        ? null
        : { size: lastStamped.size, notAfter: new Date(lastStamped.notAfter).toISOString() },
  })
}

function unchecked(options: VerifyOptions, erased: ErasedReport | null): readonly Unchecked[] {
  const later = {
    what: 'LATER_ENTRIES',
    reason:
      'whether entries after the last time-stamped checkpoint were withheld shows only against a receipt or a later checkpoint',
  }
  return [
    ...(options.against === undefined ? [later] : []),
    { what: 'OPENINGS', reason: 'the openings of commitments are kept apart and are in no ledger' },
    ...(erased === null ? [] : [{ what: 'ERASED', reason: erasedReason(erased.commitments) }]),
    { what: 'DOCUMENTS', reason: 'documents are kept apart; the ledger holds their digests' },
    {
      what: 'SEAL_REVOCATION',
      reason:
        'revocation data of seal certificates is not in a ledger; keys are valid by leaf index',
    },
    { what: 'CAUSATION', reason: 'entry hashes named as causes are not looked up' },
    { what: 'WITNESSES', reason: 'cosignatures of witnesses are kept apart' },
  ]
}

function erasedReason(count: number): string {
  return `${count} commitments are named as erased: what they committed to can no longer be shown, what they prove stands`
}
