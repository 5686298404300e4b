import { opensslP256 } from '../measure/openssl.js'
import { runPart } from '../measure/part.js'
import { ms, partsTable, rate, ratio, table } from '../measure/table.js'
import { measureServer } from '../subject/measure-server.js'

export const title =
  'Append over HTTP: the server as npm start runs it, sealing, time-stamping, projections on'

export async function run({ quick, seconds: asked, print }) {
  const seconds = asked ?? (quick ? 3 : 60)
  const beside = asked ?? (quick ? 3 : 10)
  const openssl = await opensslP256({ seconds: quick ? 1 : 3 })
  const runs = []
  for (const [count, cases] of [
    [1, 1000],
    [16, 1000],
    [64, 1000],
    [64, 1],
  ]) {
    const bare = await runPart('bare-nest', { count, seconds: beside })
    const ours = await measureServer({ count, cases, seconds })
    runs.push({ count, cases, seconds, ...ours, bare })
  }
  const { parts, counted, threads } = await measureServer({
    count: 64,
    cases: 1000,
    seconds,
    profile: true,
  })
  print(
    table(
      [
        'callers',
        'cases',
        'seconds',
        'per second',
        'p50 ms',
        'p99 ms',
        'max ms',
        'CPU us',
        'sealing lag ms',
        'projection lag ms',
        'MB',
        'bare Nest/Fastify',
        'ours / bare',
      ],
      runs.map(row),
    ),
  )
  const main = runs.find(({ count, cases }) => count === 64 && cases > 1)
  if (openssl)
    print(
      `openssl speed, P-256 sign, one core: ${rate(openssl.sign)}/s (${openssl.version}); ours at 64 callers is ${ratio(main.perSecond, openssl.sign)} of it`,
    )
  print(`load generator: ${main.cpuMicroseconds.toFixed(0)} us CPU a request, on the same cores`)
  print(partsTable(parts, counted))
  print(threadsTable(threads))
  return { openssl, runs, parts, threads }
}

function threadsTable(threads) {
  const rows = threads.map(({ thread, microseconds }) => [thread, microseconds.toFixed(0)])
  return table(['thread', 'CPU us per request'], rows)
}

function row({
  count,
  cases,
  seconds,
  perSecond,
  p50,
  p99,
  max,
  serverCpuMicroseconds,
  sealingLag,
  projectionLag,
  memory,
  bare,
}) {
  return [
    count,
    cases,
    seconds,
    rate(perSecond),
    ms(p50),
    ms(p99),
    ms(max),
    serverCpuMicroseconds.toFixed(0),
    sealingLag,
    projectionLag,
    (memory / 1e6).toFixed(0),
    `${rate(bare.perSecond)}/s, ${bare.serverCpuMicroseconds.toFixed(0)} us`,
    ratio(perSecond, bare.perSecond),
  ]
}
