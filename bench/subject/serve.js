import { startProfile } from '../measure/profiler.js'

// The server as `npm start` runs it; the bench asks it over IPC what it uses.
let cpu = process.cpuUsage()
let stopProfile
process.on('message', async (asked) => {
  if (asked === 'begin') cpu = process.cpuUsage()
  if (asked === 'profile') stopProfile = await startProfile()
  const used = process.cpuUsage(cpu)
  const memory = process.memoryUsage().rss
  const parts = asked === 'end' ? await stopProfile?.() : undefined
  process.send({ cpuMicroseconds: used.user + used.system, memory, parts })
})
// Nobody asks any more.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
await import('../../api/dist/main.js')
