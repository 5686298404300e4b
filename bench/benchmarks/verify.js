import { join } from 'node:path'
import { opensslP256 } from '../measure/openssl.js'
import { runPart } from '../measure/part.js'
import { partsTable, rate, ratio, table } from '../measure/table.js'
import { withFolder } from '../measure/with-folder.js'

export const title = 'Verify an export: as the CLI does'

export async function run({ quick, entries = quick ? 5_000 : 100_000, print }) {
  return withFolder(async (folder) => {
    const file = `${folder}.jsonl`
    const cases = Math.min(1000, entries / 10)
    const made = await runPart('make-ledger', {
      folder: join(folder, 'ledger'),
      entries,
      cases,
      out: file,
    })
    const verify = (options) => runPart('verify-ours', { file, trust: made.trust, ...options })
    const runs = []
    for (const [name, cores, options] of kinds) {
      const openssl = await opensslP256({ seconds: quick ? 1 : 3, cores })
      runs.push({ name, cores, openssl, ...(await verify(options)) })
    }
    print(
      `${made.entries} entries; P-256 verify by ${runs[0].openssl?.version ?? 'openssl: not found'}`,
    )
    print(table(header, runs.map(row)))
    const { parts, counted } = await verify({ integrityOnly: true, workers: 0, profile: true })
    print('Integrity only:')
    print(partsTable(parts, counted))
    return { entries: made.entries, runs, parts }
  })
}

/** Name, cores it may use, how it is called. */
const kinds = [
  ['integrity only, one thread', 1, { integrityOnly: true, workers: 0 }],
  ['full, one thread', 1, { workers: 0 }],
  ['full, one signature thread', 2, { workers: 1 }],
  ['full, two signature threads', 2, { workers: 2 }],
]

const header = [
  '',
  'cores',
  'entries/s',
  'openssl/s on them',
  'ours / openssl',
  'entries per CPU second',
  'of openssl per core',
  'MB',
]

function row({ name, cores, perSecond, perCpuSecond, openssl, memory }) {
  return [
    name,
    cores,
    rate(perSecond),
    openssl === undefined ? '-' : rate(openssl.verify),
    ratio(perSecond, openssl?.verify),
    rate(perCpuSecond),
    ratio(perCpuSecond, openssl && openssl.verify / cores),
    (memory / 1e6).toFixed(0),
  ]
}
