import { writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'

/** Those that need nothing but this machine. */
const standing = ['append', 'http', 'stamp', 'verify', 'rebuild', 'queries', 'identity']
const names = [...standing, 'memory', 'eventstoredb']
const help = `Usage: npm run bench -- [NAME…] [--quick] [--seconds N] [--entries N] [--json FILE]

Names: ${names.join(', ')}; all but the last two when none is given: memory takes
half an hour, eventstoredb wants CONTREMARQUE_EVENTSTOREDB_URL.

  --quick      a smoke: seconds instead of minutes, figures of no worth
  --seconds N  of the HTTP run with 64 callers, default 60
  --entries N  in the ledger of verify and rebuild, default 100,000; of queries,
                default 1,000,000; of memory, default 10,000,000
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
  seconds: values.seconds && Number(values.seconds),
  entries: values.entries && Number(values.entries),
  print: (text) => console.log(`${text}\n`),
}
const machine = `${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
console.log(`${new Date().toISOString()}, ${machine}\n`)
const results = { at: new Date().toISOString(), machine }
for (const name of positionals.length > 0 ? positionals : standing) {
  const benchmark = await import(`./benchmarks/${name}.js`)
  console.log(`== ${name}: ${benchmark.title}\n`)
  results[name] = await benchmark.run(options)
}
if (values.json !== undefined) await writeFile(values.json, JSON.stringify(results, null, 2))
