import { runPart } from '../measure/part.js'
import { ms, ratio, table } from '../measure/table.js'

export const title = 'Page queries, in process'

export async function run({ quick, entries = quick ? 20_000 : 1_000_000, print }) {
  const cases = Math.max(100, entries / 100)
  const times = quick ? 100 : 1000
  const { events, seconds, results } = await runPart('queries', { events: entries, cases, times })
  const base = results.at(-1).p50
  print(
    `${events} events in ${cases} cases; made, projected and indexed in ${seconds.toFixed(0)} s`,
  )
  print(
    table(
      ['', 'p50 ms', 'p95 ms', 'p99 ms', 'p50 / baseline'],
      results.map(({ name, p50, p95, p99 }) => [name, ms(p50), ms(p95), ms(p99), ratio(p50, base)]),
    ),
  )
  return { events, cases, results }
}
