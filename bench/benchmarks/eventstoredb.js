import { randomBytes, randomUUID } from 'node:crypto'
import { binaryEvent, NO_STREAM } from '@eventstore/db-client'
import { openEventStoreDbStore } from '../../api/dist/event-store/eventstoredb/eventstoredb-event-store.js'
import { openSqliteEventStore } from '../../api/dist/event-store/sqlite/sqlite-event-store.js'
import { openBareClient, UNARY } from '../measure/eventstoredb-client.js'
import { inTurns } from '../measure/in-turns.js'
import { runPart } from '../measure/part.js'
import { median, partsTable, rate, ratio, table } from '../measure/table.js'
import { withFolder } from '../measure/with-folder.js'

export const title =
  'Both stores: EventStoreDB through its adapter, beside the bare client and the embedded one'

const URL = process.env.CONTREMARQUE_EVENTSTOREDB_URL
const BYTES = 1_024

export async function run({
  quick,
  seconds = quick ? 1 : 3,
  entries = quick ? 2_000 : 20_000,
  print,
}) {
  if (!URL) throw new Error('expected CONTREMARQUE_EVENTSTOREDB_URL: the address of a real server')
  const rounds = quick ? 1 : 4
  const store = await openEventStoreDbStore({ url: URL })
  const isEmpty = (await store.headPosition()) < 0n
  if (!isEmpty)
    print('The server holds something: no ledger is founded on it, only appends are measured.')
  const reads = isEmpty ? await measureReads({ entries, rounds }, print) : undefined
  const appends = await withFolder(async (path) => {
    const embedded = await openSqliteEventStore(`${path}.sqlite`, 'create')
    const figures = await measureAppends({ store, embedded }, { rounds, seconds }, print)
    await embedded.close()
    return figures
  })
  await store.close()
  return { appends, reads }
}

async function measureReads({ entries, rounds }, print) {
  const cases = Math.min(1_000, entries / 10)
  const options = { url: URL, entries, cases, rounds }
  const { bare, adapter, rebuild, parts, counted } = await runPart('read-eventstoredb', options)
  const row = (name, figures) => [
    name,
    rate(figures.perSecond),
    ratio(figures.perSecond, bare.perSecond),
    rate(figures.perCpuSecond),
    ratio(figures.perCpuSecond, bare.perCpuSecond),
  ]
  print(
    table(
      ['reading everything', 'events/s', 'of bare', 'per CPU second', 'of bare'],
      [
        row('bare client, readAll', bare),
        row('adapter, subscription', adapter),
        row('rebuild of the read models', rebuild),
      ],
    ),
  )
  print(partsTable(parts, counted))
  return { bare, adapter, rebuild }
}

async function measureAppends({ store, embedded }, { rounds, seconds }, print) {
  const client = openBareClient(URL)
  const adapter = appendWithAdapter(store)
  const others = {
    'bare client, unary': appendWithClient(client, UNARY),
    'bare client, batch': appendWithClient(client, {}),
    'embedded store': appendWithAdapter(embedded),
  }
  const appends = []
  for (const callers of [1, 16, 64, 256]) {
    const beside = []
    for (const [name, other] of Object.entries(others)) {
      const measure = (append) => perSecond(append, callers, seconds)
      const { a, b, ratio, ratios } = await inTurns([adapter, other], rounds, measure)
      beside.push({ name, adapter: median(a), perSecond: median(b), ratio, ratios })
    }
    appends.push({ callers, beside })
    print(appendsTable({ callers, beside }))
  }
  await client.dispose()
  return appends
}

function appendsTable({ callers, beside }) {
  return table(
    [`${callers} callers, beside`, 'adapter', 'it', 'adapter / it', 'each round'],
    beside.map(({ name, adapter, perSecond, ratio, ratios }) => [
      name,
      rate(adapter),
      rate(perSecond),
      ratio.toFixed(2),
      ratios.map((each) => each.toFixed(2)).join(' '),
    ]),
  )
}

/** Closed loop over streams of its own for each caller, one event an append. */
async function perSecond(append, callers, seconds) {
  const end = performance.now() + seconds * 1_000
  let count = 0
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: callers }, async () => {
      const stream = `bench-${randomUUID()}`
      for (let revision = -1; performance.now() < end; revision++) {
        await append(stream, revision)
        count++
      }
    }),
  )
  return count / ((performance.now() - begin) / 1_000)
}

function appendWithAdapter(store) {
  return (stream, revision) =>
    store.append(stream, revision, [
      { id: randomUUID(), type: 'Measured', data: randomBytes(BYTES), metadata: {} },
    ])
}

function appendWithClient(client, options) {
  return (stream, revision) =>
    client.appendToStream(
      stream,
      binaryEvent({ id: randomUUID(), type: 'Measured', data: randomBytes(BYTES) }),
      { expectedRevision: revision < 0 ? NO_STREAM : BigInt(revision), ...options },
    )
}
