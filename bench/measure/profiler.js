import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'
import { profileParts } from './profile-parts.js'

/**
 * Samples this thread until the function returned is called, which gives its time by part of the
 * program; what other threads used is told apart, as CPU time. BENCH_PROFILE=FILE keeps the last one.
 */
export async function startProfile() {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 500 })
  await session.post('Profiler.start')
  const all = process.cpuUsage()
  const own = process.threadCpuUsage()
  return async () => {
    const used = sum(process.cpuUsage(all)) - sum(process.threadCpuUsage(own))
    const { profile } = await session.post('Profiler.stop')
    session.disconnect()
    const { BENCH_PROFILE: kept } = process.env
    if (kept) await writeFile(kept, JSON.stringify(profile))
    return [...profileParts(profile), { part: 'other threads (CPU)', milliseconds: used / 1000 }]
  }
}

function sum({ user, system }) {
  return user + system
}
