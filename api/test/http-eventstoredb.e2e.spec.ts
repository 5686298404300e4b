import { createHash, randomUUID } from 'node:crypto'
import { exportSource, verify, type Trust } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { tooLarge } from './eventstoredb-double/grpc-error.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

let double: EventStoreDbDouble
let world: HttpWorld
let judge: Caller

beforeAll(async () => {
  double = await EventStoreDbDouble.start()
  world = await httpWorld({ eventStoreDb: { url: double.url } })
  judge = await world.as('magistrat')
})
afterAll(async () => {
  await world.close()
  double.kill()
})

test('health names the engine that holds the events', async () => {
  const auditor = await world.as('auditeur')
  const health = (await auditor.get('/ledger/health')).json<object>()
  expect(health).toMatchObject({ store: 'eventstoredb', profile: 'development' })
})

test('what EventStoreDB takes no append of is refused as too large, and asked again as it is', async () => {
  const { ledger } = world.server.node
  await ledger.settle()
  double.faults.nextAppend({ kind: 'not-stored', error: tooLarge() })
  const key = { 'idempotency-key': randomUUID() }
  const refused = await judge.post('/cases', order(), key)
  expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/)
  const { code, status } = refused.json<{ code: string; status: number }>()
  expect([refused.statusCode, status, code]).toEqual([413, 413, 'EVENT_TOO_LARGE'])
  expect(refused.headers['retry-after']).toBeUndefined()
  const again = await judge.post('/cases', order(), key)
  expect([again.statusCode, again.json()]).toMatchObject([201, { repeated: false }])
})

test('with its events in EventStoreDB a server hands out proofs, receipts and an export that verifies', async () => {
  const { entries } = (await judge.post('/cases', order())).json<{ entries: { id: string }[] }>()
  const { ledger } = world.server.node
  await ledger.settle()
  await world.server.models.waitFor(await ledger.folder.store.headPosition())
  for (const form of ['', '/entry.p7m', '/receipt', '/evidence-record', '/time-stamp']) {
    const { statusCode } = await judge.get(`/entries/${entries[0]!.id}${form}`)
    expect([form, statusCode]).toEqual([form, 200])
  }
  const trust = (await judge.get('/ledger/trust')).json<Trust>()
  const { rawPayload, statusCode } = await judge.get('/ledger/export')
  expect(statusCode).toBe(200)
  const chunks = (async function* () {
    yield new Uint8Array(rawPayload)
  })()
  const source = exportSource(chunks, createHash('sha256'))
  const report = await verify({ source, trust, trustSource: 'given', crypto: nodeCrypto() })
  expect(report).toMatchObject({ verdict: 'TOTAL_PASSED', findings: [] })
})
