import type { Finding, Report } from '../src/report/report.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import type { TestLedger } from './test-ledger.ts'

/** The findings that stand at one entry. */
export function at(report: Report, stream: string, revision: number): readonly Finding[] {
  return report.findings.filter(
    ({ place }) => place.stream === stream && place.revision === revision,
  )
}

/** Whether a finding stands at the entry, at the one that follows it, or at the batch that holds it. */
export function isNamed(
  { batches }: TestLedger,
  report: Report,
  { stream, revision }: LedgerItem & { kind: 'entry' },
): boolean {
  const near = [...at(report, stream, revision), ...at(report, stream, revision + 1)]
  const batch = batches.findIndex(({ record }) =>
    record.ranges.some(
      (range) => range.stream === stream && revision >= range.from && revision <= range.to,
    ),
  )
  return near.length > 0 || report.findings.some(({ place }) => place.batch === batch)
}
