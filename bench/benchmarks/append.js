import { opensslP256 } from '../measure/openssl.js'
import { runPart } from '../measure/part.js'
import { ms, partsTable, rate, ratio, table } from '../measure/table.js'

export const title = 'Append in process: recorder, SQLite, sealing, time-stamping, projections'

export async function run({ quick, seconds: asked, print }) {
  const seconds = asked ?? (quick ? 2 : 60)
  const beside = asked ?? (quick ? 2 : 10)
  const openssl = await opensslP256({ seconds: quick ? 1 : 3 })
  const runs = []
  for (const [count, cases] of [
    [1, 1000],
    [16, 1000],
    [64, 1000],
    [64, 1],
  ]) {
    const profile = count === 64 && cases > 1
    const ours = await runPart('append-ours', { count, cases, seconds, projections: true, profile })
    runs.push({ name: 'ours, everything on', count, cases, ...ours })
    const { entryBytes: bytes } = ours
    if (profile) {
      const quiet = await runPart('append-ours', { count, cases, seconds, projections: false })
      runs.push({ name: 'ours, projections off', count, cases, ...quiet })
    }
    for (const [name, part] of baselines) {
      runs.push({
        name,
        count,
        cases,
        ...(await runPart(part, { count, cases, seconds: beside, bytes })),
      })
    }
  }
  print(
    table(
      [
        '',
        'callers',
        'cases',
        'per second',
        'ours / it',
        'p50 ms',
        'p99 ms',
        'CPU us',
        'sealing lag ms',
        'MB',
      ],
      runs.map((each) => row(each, runs)),
    ),
  )
  const best = runs.find(({ count, cases }) => count === 64 && cases > 1)
  if (openssl)
    print(
      `openssl speed, P-256 sign, one core: ${rate(openssl.sign)}/s (${openssl.version}); ours at 64 callers is ${ratio(best.perSecond, openssl.sign)} of it`,
    )
  print(partsTable(best.parts, best.counted))
  return { openssl, runs }
}

const baselines = [
  ['plain node:sqlite, group commit', 'append-plain-sqlite'],
  ['hypercore (not flushed)', 'append-hypercore'],
  ['emmett-sqlite', 'append-emmett'],
]

function row(
  { name, count, cases, perSecond, p50, p99, cpuMicroseconds, sealingLag, memory },
  runs,
) {
  const ours = runs.find(
    (each) => each.name.endsWith('everything on') && each.count === count && each.cases === cases,
  )
  return [
    name,
    count,
    cases,
    rate(perSecond),
    ratio(ours.perSecond, perSecond),
    ms(p50),
    ms(p99),
    cpuMicroseconds.toFixed(0),
    sealingLag === undefined ? '' : sealingLag.toFixed(0),
    memory === undefined ? '' : (memory / 1e6).toFixed(0),
  ]
}
