import { randomBytes, randomUUID } from 'node:crypto'
import { binaryEvent, EventStoreDBClient, NO_STREAM, START } from '@eventstore/db-client'
import { openEventStoreDbStore } from '../../api/dist/event-store/eventstoredb/eventstoredb-event-store.js'
import { rate, ratio, table } from '../measure/table.js'

export const title = 'EventStoreDB: through the adapter, beside the bare client, on a real server'

const URL = process.env.CONTREMARQUE_EVENTSTOREDB_URL
const BYTES = 1_024
const CREDENTIALS = { credentials: { username: 'none', password: 'none' } }

export async function run({ quick, print }) {
  if (!URL) throw new Error('expected CONTREMARQUE_EVENTSTOREDB_URL: the address of a real server')
  const seconds = quick ? 1 : 5
  const rounds = quick ? 1 : 3
  const client = EventStoreDBClient.connectionString(URL)
  const store = await openEventStoreDbStore({ url: URL })
  const ways = {
    adapter: appendWithAdapter(store),
    'bare client, unary': appendWithClient(client, CREDENTIALS),
    'bare client, batch': appendWithClient(client, {}),
  }
  const appends = []
  for (const callers of [1, 16, 64, 256]) {
    const figures = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
    for (let round = 0; round < rounds; round++) {
      for (const [name, append] of Object.entries(ways)) {
        figures[name].push(await perSecond(append, callers, seconds))
      }
    }
    appends.push({ callers, ...mapValues(figures, median) })
  }
  print(
    table(
      ['callers', ...Object.keys(ways), 'adapter / unary', 'adapter / batch'],
      appends.map((row) => [
        row.callers,
        ...Object.keys(ways).map((name) => rate(row[name])),
        ratio(row.adapter, row['bare client, unary']),
        ratio(row.adapter, row['bare client, batch']),
      ]),
    ),
  )
  const reads = await reading(store, client, rounds)
  print(
    table(
      ['reading everything', 'per second'],
      [
        ['adapter, subscription', rate(reads.adapter)],
        ['bare client, readAll', rate(reads.bare)],
        ['adapter / bare', ratio(reads.adapter, reads.bare)],
      ],
    ),
  )
  await store.close()
  await client.dispose()
  return { appends, reads }
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

async function reading(store, client, rounds) {
  const adapter = []
  const bare = []
  for (let round = 0; round < rounds; round++) {
    const head = await store.headPosition()
    adapter.push(await timed(() => readWithAdapter(store, head)))
    bare.push(await timed(() => readBare(client)))
  }
  return { adapter: median(adapter), bare: median(bare) }
}

async function timed(read) {
  const begin = performance.now()
  const events = await read()
  return events / ((performance.now() - begin) / 1_000)
}

function readWithAdapter(store, head) {
  return new Promise((resolve, reject) => {
    let events = 0
    const handle = async (page) => {
      events += page.length
    }
    const subscription = store.subscribe(-1n, handle).subscribe({
      next: (position) => {
        if (position < head) return
        subscription.unsubscribe()
        resolve(events)
      },
      error: reject,
    })
  })
}

async function readBare(client) {
  let events = 0
  for await (const _ of client.readAll({ fromPosition: START, ...CREDENTIALS })) events++
  return events
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]))
}
