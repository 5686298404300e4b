import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { runPart } from '../measure/part.js'
import { rate, table } from '../measure/table.js'
import { withFolder } from '../measure/with-folder.js'
import { startVerifier } from '../subject/verifier.js'

export const title = 'Memory of the command verify, over ledgers made as they are read'

const SAMPLES = 10

export async function run({ quick, entries = quick ? 50_000 : 10_000_000, print }) {
  const runs = []
  for (const kind of kinds(entries)) {
    const result = await verifyPiped(kind)
    print(textOf(kind, result))
    runs.push({ ...kind, ...result })
  }
  return runs
}

/**
 * Small batches, each stamped, one request an entry: what is kept of each grows most. Signatures use
 * other threads and keep nothing: fewer entries show it, as they take long to make.
 */
function kinds(entries) {
  const few = Math.max(10_000, Math.round(entries / 33))
  const ledger = (count) => ({ entries: count, cases: Math.ceil(count / 100), batch: 100, run: 1 })
  return [
    { name: 'integrity only', ...ledger(entries), isSigned: false },
    { name: 'with signatures', ...ledger(few), isSigned: true },
  ]
}

/** The program as it is installed reads from a pipe what another process makes: nothing is stored. */
function verifyPiped({ name, ...options }) {
  return withFolder(async (folder) => {
    mkdirSync(folder)
    const out = join(folder, 'ledger.jsonl')
    const trust = join(folder, 'trust.json')
    execFileSync('mkfifo', [out])
    const every = Math.ceil(options.entries / SAMPLES)
    const samples = []
    let verifier
    await runPart('write-synthetic', { ...options, out, trust, every }, (written) => {
      if (written === 0) verifier = startVerifier(out, trust, options.isSigned)
      else samples.push({ written, ...verifier.memory() })
    })
    const result = await verifier.ended
    if (result.report.verdict !== 'INDETERMINATE')
      throw new Error(`${name}: ${result.report.summary}`)
    return { ...result, samples }
  })
}

function textOf({ name, cases }, { report, seconds, cpu, highest, samples }) {
  const codes = [...new Set(report.findings.map(({ code }) => code))].join(', ') || 'none'
  const { entries } = report
  const speed = `${rate(entries / seconds)}/s, ${rate(entries / cpu)} per CPU second`
  const rows = samples.map(({ written, now, highest: most }) => [
    rate(written),
    megabytes(now),
    megabytes(most),
  ])
  return [
    `${name}: ${rate(entries)} entries in ${rate(cases)} cases, ${speed}; findings: ${codes}`,
    table(['entries', 'MB', 'highest'], [...rows, ['end', '', megabytes(highest)]]),
  ].join('\n')
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(0)
}
