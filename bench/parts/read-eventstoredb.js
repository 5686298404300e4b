import { join } from 'node:path'
import { Generations } from '../../api/dist/projections/generations.js'
import { buildGeneration } from '../../api/dist/projections/rebuild.js'
import { openBareClient, readBare, readWithAdapter } from '../measure/eventstoredb-client.js'
import { startProfile } from '../measure/profiler.js'
import { median } from '../measure/table.js'
import { fill, modelSources, openBenchNode } from '../subject/bench-node.js'

/** A real ledger founded on an empty EventStoreDB: its events read in three ways, forth and back in turns. */
export async function run({ folder, url, entries, cases, rounds }) {
  const { node, close } = await openBenchNode(folder, { projections: false, eventStoreDb: { url } })
  await fill(node, { entries, cases })
  const client = openBareClient(url)
  const { store } = node.ledger.folder
  const head = await store.headPosition()
  const ways = {
    bare: () => readBare(client),
    adapter: () => readWithAdapter(store, head),
    rebuild: (round) => rebuild(node, join(folder, `models-${round}`)),
  }
  const names = Object.keys(ways)
  const taken = Object.fromEntries(names.map((name) => [name, []]))
  for (const name of names) await ways[name]('warm')
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed())
      taken[name].push(await timed(() => ways[name](round)))
  }
  const stop = await startProfile()
  const counted = await readWithAdapter(store, head)
  const parts = await stop()
  await client.dispose()
  await close()
  const figures = Object.entries(taken).map(([name, each]) => [name, medians(each)])
  return { ...Object.fromEntries(figures), parts, counted }
}

async function rebuild(node, folder) {
  const openings = node.personalData.readBeside()
  const sources = { ...modelSources(node), openings }
  const { events } = await buildGeneration(new Generations(folder), sources)
  await openings.close()
  return events
}

async function timed(read) {
  const cpu = process.cpuUsage()
  const begin = performance.now()
  const events = await read()
  const seconds = (performance.now() - begin) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond: events / seconds, perCpuSecond: events / ((user + system) / 1e6) }
}

function medians(each) {
  return {
    perSecond: median(each.map(({ perSecond }) => perSecond)),
    perCpuSecond: median(each.map(({ perCpuSecond }) => perCpuSecond)),
  }
}
