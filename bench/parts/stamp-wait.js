import { ApiClient } from '../load/api-client.js'
import { Latencies } from '../measure/latencies.js'
import { Server } from '../subject/server.js'
import { serveCases } from '../subject/served-cases.js'

/**
 * One caller, one request at a time: answered when recorded, and with `Prefer: wait` when sealed and
 * time-stamped; an act with legal effect (at once) and one without (with the next run).
 */
export async function run({ folder, times, slowTimes }) {
  const server = await Server.start(folder)
  const { cases, registry } = await serveCases(server.port, 4)
  const path = `cases/${cases[0]}/actions`
  const payment = { kind: 'RecordConsignation', amountCents: 100, paidOn: '2026-03-20' }
  const notification = { kind: 'NotifyConsignation' }
  const recorded = await measure(registry, path, payment, 0, 10 * times)
  const stamped = await measure(registry, path, notification, 30, times)
  const slowly = await measure(registry, path, payment, 30, slowTimes)
  registry.close()
  await server.stop()
  return { recorded, stamped, slowly }
}

async function measure(client, path, action, wait, times) {
  const latencies = new Latencies()
  const prefer = wait === 0 ? '' : `prefer: wait=${wait}\r\n`
  for (let i = 0; i < times; i++) {
    const asked = performance.now()
    const { state } = await client.post(path, action, prefer)
    latencies.add(performance.now() - asked)
    const expected = wait === 0 ? 'recorded' : 'stamped'
    if (state !== expected) throw new Error(`expected ${expected}, got ${state}`)
  }
  return latencies.summary()
}
