import { median, ms, rate, ratio, table } from '../measure/table.js'
import { measureIdentity } from '../subject/measure-identity.js'

export const title =
  'Append over HTTP with identity on, beside it off: a session bound to a client certificate, and a development persona’s'

/** Off, on, on, off: whatever drifts meanwhile falls on both alike. */
const ROUND = ['off', 'on', 'on', 'off']

export async function run({ quick, print }) {
  const rounds = quick ? 1 : 8
  const seconds = quick ? 2 : 3
  const results = []
  for (const count of [16, 64]) {
    const order = Array.from({ length: rounds }, () => ROUND).flat()
    const cases = quick ? 50 : 1000
    const onRun = (runs) => tellRound(runs, count, print)
    const runs = await measureIdentity({ count, seconds, cases, order, onRun })
    results.push({ count, rounds, seconds, ...summary(runs), runs })
  }
  print(
    table(
      ['callers', 'rounds', 'off per s', 'on per s', 'on / off', 'each round', 'CPU on / off'],
      results.map(row),
    ),
  )
  return { results }
}

/** Each round once it is over: all of them take minutes. */
function tellRound(runs, count, print) {
  if (runs.length % ROUND.length > 0) return
  const round = runs.slice(-ROUND.length)
  const [off, on] = ['off', 'on'].map((kind) => sum(round, kind, 'perSecond') / 2)
  const number = runs.length / ROUND.length
  print(
    `${count} callers, round ${number}: off ${rate(off)}/s, on ${rate(on)}/s, ${ratio(on, off)}`,
  )
}

/** The ratio of each round, and the median of them. */
function summary(runs) {
  const rounds = Array.from({ length: runs.length / ROUND.length }, (_, i) =>
    runs.slice(i * ROUND.length, (i + 1) * ROUND.length),
  )
  const ratios = rounds.map(
    (round) => sum(round, 'on', 'perSecond') / sum(round, 'off', 'perSecond'),
  )
  const of = (kind, field) =>
    median(runs.filter((each) => each.kind === kind).map((each) => each[field]))
  return {
    ratios,
    ratio: median(ratios),
    on: of('on', 'perSecond'),
    off: of('off', 'perSecond'),
    cpu: of('on', 'serverCpuMicroseconds') / of('off', 'serverCpuMicroseconds'),
  }
}

function sum(runs, kind, field) {
  return runs.filter((each) => each.kind === kind).reduce((total, each) => total + each[field], 0)
}

function row({ count, rounds, off, on, ratio: value, ratios, cpu }) {
  const each = ratios.map((one) => one.toFixed(2)).join(' ')
  return [count, rounds, rate(off), rate(on), value.toFixed(3), each, ms(cpu)]
}
