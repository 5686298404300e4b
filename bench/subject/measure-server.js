import { runPart } from '../measure/part.js'
import { threadCpu, threadsSince } from '../measure/thread-cpu.js'
import { withFolder } from '../measure/with-folder.js'
import { Server } from './server.js'
import { paymentPaths, serveCases, settled } from './served-cases.js'

/** Appends over HTTP: the whole server, everything on. */
export async function measureServer({ count, seconds, cases, profile }) {
  return withFolder(async (folder) => {
    const server = await Server.start(folder)
    const { cases: made, registry } = await serveCases(server.port, cases)
    const before = (await registry.get('ledger/health')).entries
    await settled(registry, before)
    const paths = paymentPaths(made)
    if (profile) await server.ask('profile')
    const threads = threadCpu(server.pid)
    await server.ask('begin')
    const load = {
      port: server.port,
      paths,
      headers: registry.headers,
      count,
      seconds,
      kind: 'payment',
    }
    const result = await runPart('http-load', load)
    const used = await server.ask('end')
    const byThread = threadsSince(threads, server.pid)
    const lags = await settled(registry, before + result.asked)
    registry.close()
    await server.stop()
    return {
      ...result,
      ...lags,
      memory: used.memory,
      serverCpuMicroseconds: used.cpuMicroseconds / result.asked,
      threads: byThread.map((each) => ({
        ...each,
        microseconds: each.microseconds / result.asked,
      })),
      parts: used.parts,
    }
  })
}
