import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ApiClient } from '../load/api-client.js'
import { Connection } from '../load/connection.js'
import { median } from '../measure/table.js'
import { withFolder } from '../measure/with-folder.js'
import { AUDITOR, payment, STRANGER } from './cases.js'
import { form } from './deposit-form.js'
import { depositIn, importJournals, readAsExpert } from './hidden-things.js'
import { Server } from './server.js'
import { serveCases, settled } from './served-cases.js'

/** Milliseconds between questions: none, and enough for what the server does after an answer. */
const PAUSES = [0, 4]
const NOT_FOUND = 404

/** Each pair asks for what is of others and for none, in an order of chance, over one connection. */
export function measureStrangers({ cases, pairs }) {
  return withFolder(async (folder) => {
    const journals = await importJournals(folder, 5)
    const server = await Server.start(folder)
    const { cases: made, entries, registry } = await serveCases(server.port, cases)
    const documents = await depositIn(server.port, made)
    const readers = [await readAsExpert(server.port, made)]
    await settled(registry, (await registry.get('ledger/health')).entries)
    const stranger = await ApiClient.open(server.port, STRANGER)
    const auditor = await ApiClient.open(server.port, AUDITOR)
    const routes = routesOf({ cases: made, documents, entries, readers, journals, auditor })
    const results = []
    for (const waits of PAUSES) {
      for (const route of routes) {
        const time = await timer(server.port, (route.by ?? stranger).headers, waits)
        await measurePairs(route.ids.length, time, route)
        results.push({ ...summary(route, await measurePairs(pairs, time, route)), waits })
        time.end()
      }
    }
    for (const client of [registry, stranger, auditor]) client.close()
    await server.stop()
    return results
  })
}

/** As many ids of none, asked as often: an id never asked for before takes longer, of a case or of none. */
function routesOf({ cases, documents, entries, readers, journals, auditor }) {
  const pairs = (others) => others.map((id) => ({ others: id, none: randomUUID() }))
  const ofCases = pairs(cases)
  const ofDocuments = ofCases.map(({ others, none }, i) => ({
    others: `${others}/documents/${documents[i]}`,
    none: `${none}/documents/${randomUUID()}`,
  }))
  const ofEntries = pairs(entries)
  const json = { headers: '', body: JSON.stringify(payment(1)) }
  return [
    { method: 'GET', from: 'cases', path: '', ids: ofCases },
    { method: 'GET', from: 'cases', path: '/timeline', ids: ofCases },
    { method: 'GET', from: 'cases', path: '/deliveries', ids: ofCases },
    { method: 'POST', from: 'cases', path: '/actions', ids: ofCases, sent: json },
    { method: 'POST', from: 'cases', path: '/documents', ids: ofCases, sent: form() },
    {
      method: 'GET',
      from: 'cases',
      path: '/content',
      ids: ofDocuments,
      named: '/documents/…/content',
    },
    { method: 'GET', from: 'entries', path: '', ids: ofEntries },
    { method: 'GET', from: 'entries', path: '/entry.p7m', ids: ofEntries },
    { method: 'GET', from: 'entries', path: '/receipt', ids: ofEntries },
    { method: 'GET', from: 'entries', path: '/evidence-record', ids: ofEntries },
    { method: 'GET', from: 'entries', path: '/time-stamp', ids: ofEntries },
    { method: 'GET', from: 'readers', path: '/accesses', ids: pairs(readers), by: auditor },
    { method: 'GET', from: 'journals', path: '/timeline', ids: pairs(journals) },
  ]
}

async function measurePairs(pairs, time, route) {
  const measured = []
  for (let number = 0; number < pairs; number++) {
    const pair = route.ids[number % route.ids.length]
    const kinds = randomInt(2) === 0 ? ['others', 'none'] : ['none', 'others']
    const took = {}
    for (const kind of kinds) took[kind] = await time(route, pair[kind])
    measured.push(took)
  }
  return measured
}

/** Milliseconds until the whole answer was there, over one connection, or the next where a refused form ends it. */
async function timer(port, session, waits) {
  let connection = await Connection.open(port)
  const time = async ({ method, from, path, sent }, id) => {
    const key = method === 'POST' ? `idempotency-key: ${randomUUID()}\r\n` : ''
    const headers = session + key + (sent?.headers ?? '')
    if (waits > 0) await pause(waits)
    const where = `/api/v1/${from}/${id}${path}`
    const begin = performance.now()
    const answer = await connection.request(method, where, headers, sent?.body)
    const took = performance.now() - begin
    if (answer.status !== NOT_FOUND) throw new Error(`${where}: ${answer.status} ${answer.body}`)
    if (/\r\nconnection: close/i.test(answer.head)) {
      connection.close()
      connection = await Connection.open(port)
    }
    return took
  }
  return Object.assign(time, { end: () => connection.close() })
}

function summary({ method, from, path, named = path }, measured) {
  return {
    route: `${method} /${from}/…${named}`,
    others: median(measured.map(({ others }) => others)),
    none: median(measured.map(({ none }) => none)),
    longer: measured.filter(({ others, none }) => others > none).length / measured.length,
  }
}
