import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiClient } from '../load/api-client.js'
import { Connection } from '../load/connection.js'
import { median } from '../measure/table.js'
import { withFolder } from '../measure/with-folder.js'
import { payment, STRANGER } from './cases.js'
import { Server } from './server.js'
import { serveCases, settled } from './served-cases.js'

const ROUTES = [
  ['GET', ''],
  ['GET', '/timeline'],
  ['GET', '/deliveries'],
  ['POST', '/actions'],
]
/** Milliseconds before each question: none, and enough for what the server does after an answer. */
const PAUSES = [0, 4]
const NOT_FOUND = 404

/** Each pair asks for a case of others and for none, in an order of chance, over one connection. */
export function measureStrangers({ cases, pairs }) {
  return withFolder(async (folder) => {
    const server = await Server.start(folder)
    const { cases: made, registry } = await serveCases(server.port, cases)
    await settled(registry, (await registry.get('ledger/health')).entries)
    const stranger = await ApiClient.open(server.port, STRANGER)
    const connection = await Connection.open(server.port)
    // As many and asked as often: an id never asked for before takes longer, of a case or of none.
    const ids = made.map((others) => ({ others, none: randomUUID() }))
    const results = []
    for (const waits of PAUSES) {
      const time = timer(connection, stranger.headers, waits)
      for (const route of ROUTES) {
        await measurePairs(ids, cases, time, route)
        results.push({ ...summary(route, await measurePairs(ids, pairs, time, route)), waits })
      }
    }
    for (const client of [registry, stranger, connection]) client.close()
    await server.stop()
    return results
  })
}

async function measurePairs(ids, pairs, time, route) {
  const measured = []
  for (let number = 0; number < pairs; number++) {
    const pair = ids[number % ids.length]
    const kinds = randomInt(2) === 0 ? ['others', 'none'] : ['none', 'others']
    const took = {}
    for (const kind of kinds) took[kind] = await time(route, pair[kind])
    measured.push(took)
  }
  return measured
}

/** Milliseconds until the whole answer was there. */
function timer(connection, session, waits) {
  const body = JSON.stringify(payment(1))
  return async ([method, path], id) => {
    const key = method === 'POST' ? `idempotency-key: ${randomUUID()}\r\n` : ''
    const said = method === 'POST' ? body : ''
    if (waits > 0) await pause(waits)
    const begin = performance.now()
    const answer = await connection.request(
      method,
      `/api/v1/cases/${id}${path}`,
      session + key,
      said,
    )
    const took = performance.now() - begin
    if (answer.status === NOT_FOUND) return took
    throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
  }
}

function summary([method, path], measured) {
  return {
    route: `${method} /cases/…${path}`,
    others: median(measured.map(({ others }) => others)),
    none: median(measured.map(({ none }) => none)),
    longer: measured.filter(({ others, none }) => others > none).length / measured.length,
  }
}
