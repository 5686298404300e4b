import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { ALGORITHMS, ExportWriter, parseBatchRecord } from '../../ledger/dist/src/index.js'
import { syntheticLedger } from '../subject/synthetic-ledger.js'

const text = new TextDecoder()

/**
 * Writes the export of a ledger that is made as it is written: `out` may be a pipe, and its reader
 * sets the pace. Tells 0 once the trust file is there, then after `every` entries how many are written.
 */
export async function run({ out, trust, every, ...options }) {
  const ledger = await syntheticLedger(options)
  await writeFile(trust, JSON.stringify(ledger.trust))
  process.send({ progress: 0 })
  const target = createWriteStream(out, { highWaterMark: 1024 * 1024 })
  const writer = new ExportWriter(createHash('sha256'))
  target.write(writer.header(ledger.origin, ledger.trust.genesis, ALGORITHMS))
  let written = 0
  for await (const page of ledger.read()) {
    const lines = Buffer.concat(inLeafOrder(page).map((event) => lineOf(event, writer)))
    if (!target.write(lines)) await once(target, 'drain')
    const before = written
    for (const { type } of page) if (!isRecord(type)) written++
    if (Math.floor(written / every) > Math.floor(before / every))
      process.send({ progress: written })
  }
  target.end(writer.trailer())
  await finished(target)
  return { written }
}

/** A page is a batch: its entries stream by stream, as its ranges say, then its records. */
function inLeafOrder(page) {
  return [...Map.groupBy(page, ({ stream }) => stream).values()].flat()
}

function isRecord(type) {
  return type === 'BatchSealed' || type === 'BatchesStamped'
}

function lineOf({ stream, revision, data, type }, writer) {
  if (type === 'BatchSealed') return writer.batch(text.decode(data), parseBatchRecord(data).note)
  if (type === 'BatchesStamped') return writer.stamp(text.decode(data))
  return writer.entry(stream, revision, data)
}
