import { runPart } from '../measure/part.js'
import { ms, ratio, table } from '../measure/table.js'

export const title = 'Sealed and time-stamped: one caller, Prefer: wait, development TSA in process'

export async function run({ quick, print }) {
  const times = quick ? 10 : 200
  const result = await runPart('stamp-wait', { times, slowTimes: quick ? 1 : 5 })
  const rows = [
    ['recorded: durable, not waiting (baseline)', result.recorded],
    ['stamped, act with legal effect (at once)', result.stamped],
    ['stamped, other act (next run, every 10 s)', result.slowly],
  ]
  const base = result.recorded.p50
  print(
    table(
      ['', 'p50 ms', 'p99 ms', 'max ms', 'p50 / baseline'],
      rows.map(([name, { p50, p99, max }]) => [name, ms(p50), ms(p99), ms(max), ratio(p50, base)]),
    ),
  )
  return result
}
