import { verify } from '../../ledger/dist/src/index.js'
import { syntheticLedger } from '../subject/synthetic-ledger.js'

const EVERY = 1_000_000

/**
 * Integrity of a ledger that is made while it is verified, to see what memory that takes: this process
 * holds the maker too. Its signatures are of nothing and are left unchecked.
 * @returns resident memory in bytes, after every million entries and the highest seen
 */
export async function run({ entries, cases }) {
  const ledger = await syntheticLedger({ entries, cases })
  const memory = []
  let peak = 0
  let made = 0
  async function* items() {
    for await (const page of ledger.read()) {
      yield inLeafOrder(page).map(toItem)
      made += page.length
      const { rss } = process.memoryUsage()
      peak = Math.max(peak, rss)
      if (Math.floor(made / EVERY) > memory.length) memory.push(rss)
    }
  }
  const begin = performance.now()
  const report = await verify({
    source: { kind: 'data-folder', items },
    trust: ledger.trust,
    trustSource: 'given',
    crypto: ledger.crypto,
    integrityOnly: true,
  })
  const seconds = (performance.now() - begin) / 1000
  const codes = [...new Set(report.findings.map(({ code }) => code))]
  if (report.verdict !== 'INDETERMINATE') throw new Error(`${report.verdict}: ${codes}`)
  return { verified: report.entries, codes, seconds, peak, memory }
}

/** A page is a batch: its entries stream by stream, as its ranges say, then its records. */
function inLeafOrder(page) {
  return [...Map.groupBy(page, ({ stream }) => stream).values()].flat()
}

function toItem({ stream, revision, data, type }) {
  if (type === 'BatchSealed') return { kind: 'batch', bytes: data, revision }
  if (type === 'BatchesStamped') return { kind: 'stamp', bytes: data, revision }
  return { kind: 'entry', stream, revision, der: data }
}
