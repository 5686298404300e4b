import { writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'

/** Those that need nothing but this machine. */
const standing = [
  'append',
  'http',
  'stamp',
  'verify',
  'rebuild',
  'queries',
  'identity',
  'strangers',
  'digest',
]
const names = [...standing, 'memory', 'eventstoredb', 'start']
const help = `Usage: npm run bench -- [NAME…] [--quick] [--seconds N] [--entries N] [--json FILE]

Names: ${names.join(', ')}; all but the last three when none is given: memory takes
half an hour, eventstoredb and start want CONTREMARQUE_EVENTSTOREDB_URL.

  --quick      a smoke: seconds instead of minutes, figures of no worth
  --seconds N  of every run of append and of http, ours and what stands beside it,
                default 60 and 10; of eventstoredb, default 3
  --entries N  in the ledger of verify and rebuild, default 100,000; of queries,
                default 1,000,000; of memory, default 10,000,000; of eventstoredb,
                default 20,000; of start, default 60,000
  --json FILE  writes the results there too

Build the project first: npm ci in the folder above, then npm ci here.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    entries: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter((name) => !names.includes(name))
if (values.help || unknown.length > 0) {
  console.log(help)
  process.exit(values.help ? 0 : 64)
}

const options = {
  quick: values.quick,
  seconds: numberOf('seconds'),
  entries: numberOf('entries'),
  print: (text) => console.log(`${text}\n`),
}
const machine = `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
console.log(`${new Date().toISOString()}, ${machine}\n`)
const results = { at: new Date().toISOString(), machine }
for (const name of positionals.length > 0 ? positionals : standing) {
  const benchmark = await import(`./benchmarks/${name}.js`)
  console.log(`== ${name}: ${benchmark.title}\n`)
  const before = load()
  results[name] = await benchmark.run(options)
  results[name].load = [before, load()]
  console.log(`load of the machine before and after: ${results[name].load.join(', ')}\n`)
}
if (values.json !== undefined) await writeFile(values.json, JSON.stringify(results, null, 2))

/** Processes that want a core, mean of the last minute: ours are among them afterwards. */
function load() {
  return loadavg()[0].toFixed(1)
}

function numberOf(name) {
  const { [name]: text } = values
  if (text === undefined) return undefined
  if (Number(text) > 0) return Number(text)
  console.error(`--${name}: expected a number above 0, got ${text}`)
  process.exit(64)
}
