import { callers } from '../measure/callers.js'
import { openBenchNode, orderCases, recordPayment } from '../subject/bench-node.js'
import { sealingLag } from '../subject/settled.js'

/** Signed, durable appends through the recorder; sealing and time-stamping run. */
export async function run({ folder, count, seconds, cases, projections, profile }) {
  const { node, close } = await openBenchNode(folder, { projections })
  const streams = await orderCases(node, cases)
  await node.ledger.settle()
  let bytes = 0
  const result = await callers({
    count,
    seconds,
    profile,
    async task(number) {
      const { entries } = await recordPayment(node, streams[number % cases], number)
      bytes += entries[0].der.length
    },
  })
  const lag = await sealingLag(node.ledger.sealer)
  const memory = process.memoryUsage().rss
  await close()
  return { ...result, sealingLag: lag, memory, entryBytes: Math.round(bytes / result.asked) }
}
