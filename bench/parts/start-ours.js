import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openBenchNode } from '../subject/bench-node.js'

/**
 * Starts a node on a ledger that is there, and stops it. @param whole whether it is to read everything first
 * @returns seconds until it would record, and until all of the store was read
 */
export async function run({ ledger, eventStoreDb, whole }) {
  if (whole) await rm(join(ledger, 'guard', 'landmark.json'), { force: true })
  const begin = performance.now()
  const store = eventStoreDb && { eventStoreDb }
  const { node, close } = await openBenchNode(ledger, store)
  const ready = performance.now()
  const { sealer } = node.ledger
  const { percent } = sealer.reading
  while (sealer.reading.percent < 100) await new Promise((resolve) => setTimeout(resolve, 20))
  const read = performance.now()
  await close()
  return { seconds: (ready - begin) / 1_000, readSeconds: (read - begin) / 1_000, percent }
}
