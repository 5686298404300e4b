import { parseBase64 } from '../bytes/base64.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Crypto } from '../crypto/crypto.ts'
import type { CheckReport, Report, TrustReport, Unchecked, Verdict } from '../report/report.ts'
import type { Trust } from '../trust/trust.ts'
import { checkNames } from './check.ts'
import type { FindingCollector } from './finding-collector.ts'

export interface ReportParts {
  readonly subject: 'export' | 'ledger' | 'receipt'
  readonly findings: FindingCollector
  readonly trust: Trust | null
  readonly trustSource: TrustReport['source']
  readonly crypto: Crypto
  readonly origin: string | null
  readonly profile: Report['profile']
  readonly counts: Pick<Report, 'entries' | 'batches' | 'stamps'>
  readonly unchecked: readonly Unchecked[]
  readonly stampedUpTo: Report['stampedUpTo']
  readonly erased?: Report['erased']
}

/** FAILED outweighs INDETERMINATE, which outweighs PASSED; what was not checked never passes. */
export function assembleReport(parts: ReportParts): Report {
  const checks = checkReports(parts.findings)
  const verdict = overall(checks)
  const { entries, batches, stamps } = parts.counts
  return {
    v: 'contremarque/report/1',
    verdict,
    summary: summary(parts, verdict),
    origin: parts.origin,
    profile: parts.profile,
    entries,
    batches,
    stamps,
    trust: { source: parts.trustSource, fingerprints: fingerprints(parts.trust, parts.crypto) },
    checks,
    findings: parts.findings.sorted(),
    findingsLeftOut: parts.findings.leftOut,
    unchecked: parts.unchecked,
    erased: parts.erased ?? null,
    stampedUpTo: parts.stampedUpTo,
  }
}

function checkReports({ tallies }: FindingCollector): readonly CheckReport[] {
  return checkNames.flatMap((check) => {
    const tally = tallies.get(check)
    if (tally === undefined) return []
    const { checked, failed, indeterminate } = tally
    const isOpen = indeterminate > 0 || checked === 0
    const verdict = failed > 0 ? 'FAILED' : isOpen ? 'INDETERMINATE' : 'PASSED'
    return [{ check, verdict, checked }]
  })
}

function overall(checks: readonly CheckReport[]): Verdict {
  if (checks.some(({ verdict }) => verdict === 'FAILED')) return 'TOTAL_FAILED'
  const isWhole = checks.length > 0 && checks.every(({ verdict }) => verdict === 'PASSED')
  return isWhole ? 'TOTAL_PASSED' : 'INDETERMINATE'
}

function summary(parts: ReportParts, verdict: Verdict): string {
  const { subject, profile, origin, counts, stampedUpTo } = parts
  const isDevelopment = profile === 'development' || origin?.startsWith('development.invalid/')
  const warning = isDevelopment === true ? 'Development ledger, proves nothing. ' : ''
  const extent =
    subject === 'receipt' ? 'this receipt' : `this ${subject} of ${counts.entries} entries`
  const until = stampedUpTo === null ? '' : `, time-stamped up to ${stampedUpTo.notAfter}`
  switch (verdict) {
    case 'TOTAL_PASSED':
      return `${warning}Everything that can be checked in ${extent} is intact${until}.`
    case 'TOTAL_FAILED':
      return `${warning}Something in ${extent} is missing, changed or invalid: see the findings.`
    case 'INDETERMINATE':
      return `${warning}Nothing wrong was found in ${extent}, but not everything needed could be checked: see the findings.`
  }
}

function fingerprints(trust: Trust | null, crypto: Crypto): TrustReport['fingerprints'] {
  if (trust === null) return []
  const of = (what: string, bytes: Uint8Array) => ({
    what,
    sha256: crypto.digest('sha-256', bytes).toHex(),
  })
  return [
    { what: 'genesis entry', sha256: trust.genesis },
    of('checkpoint key', encodeUtf8(trust.checkpointKey)),
    ...trust.sealRoots.map((root) => of('seal root', parseBase64(root))),
    ...trust.tsaRoots.map((root) => of('time-stamping root', parseBase64(root))),
    ...trust.tsas.flatMap(({ name, certificates }) =>
      certificates.map((sha256) => ({ what: `time-stamping authority ${name}`, sha256 })),
    ),
  ]
}
