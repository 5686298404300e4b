import { openLedgerNode } from '../dist/ledger-node.js'
import { TokenClock } from '../dist/time-stamping/token-clock.js'

// Erases a person as the data-protection officer and stops where it is told to, until killed: when the keys
// are `destroyed`, or when the ledger has `recorded` it.
const [folder, erasure, where] = process.argv.slice(2)
const node = await openLedgerNode(folder, { clock: new TokenClock(), mayFound: false })
const { recorder } = node
const record = recorder.record.bind(recorder)
recorder.record = async (request) => {
  if (request.action?.kind !== 'EraseOpenings') return record(request)
  if (where === 'recorded') await record(request)
  process.stdout.write(`${where}\n`)
  setInterval(() => undefined, 60_000)
  return new Promise(() => undefined)
}
await node.eraser.erase(JSON.parse(erasure))
