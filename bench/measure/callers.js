import { Latencies } from './latencies.js'
import { startProfile } from './profiler.js'

/**
 * A closed loop: each of `count` callers asks anew as soon as it is answered, for `seconds`. What was
 * asked in the first tenth (at most 3 s) warms up and does not count.
 *
 * @param task called with a running number; its promise settles when the answer is there
 */
export async function callers({ count, seconds, task, profile = false }) {
  const loop = new Loop(task)
  await loop.run(count, Math.min(3, seconds / 10))
  const stop = profile ? await startProfile() : undefined
  const cpu = process.cpuUsage()
  const begin = performance.now()
  loop.latencies = new Latencies()
  await loop.run(count, seconds)
  const { latencies } = loop
  const elapsed = performance.now() - begin
  const used = process.cpuUsage(cpu)
  return {
    asked: loop.number,
    counted: latencies.count,
    perSecond: (latencies.count / elapsed) * 1000,
    cpuMicroseconds: (used.user + used.system) / latencies.count,
    ...latencies.summary(),
    parts: await stop?.(),
  }
}

class Loop {
  latencies = new Latencies()
  number = 0

  constructor(task) {
    this.task = task
  }

  async run(count, seconds) {
    const end = performance.now() + seconds * 1000
    const caller = async () => {
      for (let asked = performance.now(); asked < end;) {
        await this.task(this.number++)
        const answered = performance.now()
        this.latencies.add(answered - asked)
        asked = answered
      }
    }
    await Promise.all(Array.from({ length: count }, caller))
  }
}
