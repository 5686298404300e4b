import type { Finding, Place, Report } from './report.ts'

const verdicts = {
  TOTAL_PASSED: 'PASSED',
  TOTAL_FAILED: 'FAILED',
  INDETERMINATE: 'INDETERMINATE',
} as const

/** The report in English for people who read no JSON. Ends with a line feed. */
export function reportText(report: Report): string {
  const isDevelopment = report.summary.startsWith('Development ledger')
  const lines = [
    ...(isDevelopment ? ['Development ledger, proves nothing.', ''] : []),
    `Verdict: ${verdicts[report.verdict]}`,
    report.summary.replace(/^Development ledger, proves nothing\. /, ''),
    '',
    ...extent(report),
    '',
    ...trust(report),
    '',
    'What was checked',
    ...report.checks.map(
      ({ check, checked, verdict }) => `  ${verdict.padEnd(13)} ${check.padEnd(10)} ${checked}`,
    ),
    '',
    ...findings(report),
    ...erased(report),
    'What was not checked',
    ...report.unchecked.map(({ what, reason }) => `  ${what}: ${reason}`),
  ]
  return `${lines.join('\n')}\n`
}

function extent({ origin, entries, batches, stamps, stampedUpTo }: Report): string[] {
  const stamped =
    stampedUpTo === null
      ? 'nothing'
      : `the first ${stampedUpTo.size} entries, which existed at the latest at ${stampedUpTo.notAfter}`
  return [
    `Ledger:        ${origin ?? 'unknown'}`,
    `Extent:        ${entries} entries, ${batches} batches, ${stamps} time-stamps`,
    `Time-stamped:  ${stamped}`,
  ]
}

function trust({ trust: { source, fingerprints } }: Report): string[] {
  if (source === 'none') {
    return ['Trust: none given. Nothing here was compared with anything from outside the evidence.']
  }
  const where = source === 'given' ? 'the file you named' : 'the file beside the evidence'
  return [
    `Trust: from ${where}. Compare these fingerprints with ones you obtained another way:`,
    ...fingerprints.map(({ what, sha256 }) => `  ${sha256}  ${what}`),
  ]
}

function findings({ findings: found, findingsLeftOut }: Report): string[] {
  if (found.length === 0) return []
  const more =
    findingsLeftOut === 0 ? [] : [`  and ${findingsLeftOut} more findings, left out here`]
  return ['Findings', ...found.flatMap(findingLines), ...more, '']
}

function erased({ erased: told }: Report): string[] {
  if (told === null) return []
  const { entries, leftOut } = told
  const more = leftOut === 0 ? [] : [`  and ${leftOut} more commitments, not listed here`]
  const lines = entries.map(({ fields, ...place }) => `  ${placeText(place)}: ${fields.join(', ')}`)
  return ['What was erased', ...lines, ...more, '']
}

function findingLines({ indication, code, message, place, expected, actual }: Finding): string[] {
  return [
    `  ${indication.padEnd(13)} ${code}`,
    `    ${message}`,
    ...(placeText(place) === '' ? [] : [`    at ${placeText(place)}`]),
    ...(expected === undefined ? [] : [`    expected ${expected}`]),
    ...(actual === undefined ? [] : [`    found    ${actual}`]),
  ]
}

function placeText({ stream, revision, leaf, batch, stamp, line, bytes }: Place): string {
  const parts = [
    stream === undefined ? '' : `stream ${stream}`,
    revision === undefined ? '' : `revision ${revision}`,
    leaf === undefined ? '' : `leaf ${leaf}`,
    batch === undefined ? '' : `batch ${batch}`,
    stamp === undefined ? '' : `stamp ${stamp}`,
    line === undefined ? '' : `line ${line} of the file`,
    bytes === undefined ? '' : `bytes ${bytes[0]} to ${bytes[1]} of the entry`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}
