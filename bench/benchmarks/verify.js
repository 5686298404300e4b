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
    const seconds = quick ? 1 : 3
    const one = await opensslP256({ seconds })
    const two = await opensslP256({ seconds, cores: 2 })
    const runs = [
      {
        name: 'integrity only, one thread',
        ...(await verify({ integrityOnly: true, workers: 0 })),
      },
      { name: 'full, one thread', limit: one?.verify, ...(await verify({ workers: 0 })) },
      { name: 'full, one signature thread', limit: two?.verify, ...(await verify({ workers: 1 })) },
      {
        name: 'full, two signature threads',
        limit: two?.verify,
        ...(await verify({ workers: 2 })),
      },
    ]
    print(
      `${made.entries} entries; openssl speed, P-256 verify: ${rate(one?.verify ?? 0)}/s on one core, ${rate(two?.verify ?? 0)}/s on two`,
    )
    print(
      table(
        ['', 'entries/s', 'of openssl on these cores', 'entries per CPU second', 'MB'],
        runs.map(({ name, perSecond, perCpuSecond, limit, memory }) => [
          name,
          rate(perSecond),
          ratio(perSecond, limit),
          rate(perCpuSecond),
          (memory / 1e6).toFixed(0),
        ]),
      ),
    )
    const { parts, counted } = await verify({ integrityOnly: true, workers: 0, profile: true })
    print('Integrity only:')
    print(partsTable(parts, counted))
    return { entries: made.entries, openssl: { one, two }, runs, parts }
  })
}
