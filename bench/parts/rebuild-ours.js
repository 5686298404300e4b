import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Generations } from '../../api/dist/projections/generations.js'
import { buildGeneration } from '../../api/dist/projections/rebuild.js'
import { startProfile } from '../measure/profiler.js'
import { modelSources, openBenchNode } from '../subject/bench-node.js'

/** Builds all read models of a real ledger anew, as the command does: rows, search, indexes. */
export async function run({ folder, ledger, profile }) {
  const { node, close } = await openBenchNode(ledger, { projections: false })
  const generations = new Generations(folder)
  const stop = profile ? await startProfile() : undefined
  const cpu = process.cpuUsage()
  const begin = performance.now()
  const openings = node.personalData.readBeside()
  const { events, path } = await buildGeneration(generations, { ...modelSources(node), openings })
  const seconds = (performance.now() - begin) / 1000
  const used = process.cpuUsage(cpu)
  const parts = await stop?.()
  await openings.close()
  await close()
  return {
    counted: events,
    perSecond: events / seconds,
    perCpuSecond: events / ((used.user + used.system) / 1e6),
    bytesPerEvent: statSync(join(path)).size / events,
    memory: process.memoryUsage().rss,
    parts,
  }
}
