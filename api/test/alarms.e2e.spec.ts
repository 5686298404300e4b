import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { newStream } from './event-store/kit.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { eventually } from './eventually.js'
import type { LiveEvent } from '../src/http/schemas/ledger.js'
import { caughtUp } from './caught-up.js'
import type { LedgerHealth } from '../src/projections/read-model.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import { watchFeed } from './watched-feed.js'

let double: EventStoreDbDouble
let world: HttpWorld
let operator: Caller
let log: string[]

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  log = []
  const logger = pino({ level: 'warn' }, { write: (line) => log.push(line) })
  world = await httpWorld({ eventStoreDb: { url: double.url } }, logger)
  operator = await world.as('operateur')
})
afterEach(async () => {
  await world.close()
  double.kill()
})

const cut = (stream: string) => double.administer(`$$${stream}`, '$metadata', { $maxCount: 1 })
const restore = (stream: string) => double.administer(`$$${stream}`, '$metadata', {})

/** Lines of the metrics about what stands, once one of them is this. */
async function counted(line: string): Promise<readonly string[]> {
  return eventually(async () => {
    const { body } = await operator.get('/metrics')
    const lines = body.split('\n').filter((each) => /^contremarque_(?:alarms|store)/.test(each))
    return lines.includes(line) && lines
  })
}

test('T-04 a stream cut under a running server is counted by the metrics, and no more once it is undone', async () => {
  expect((await operator.get('/metrics')).body).toContain('# TYPE contremarque_alarms gauge')
  expect((await operator.get('/metrics')).body).toContain('contremarque_ledger_read_percent 100')
  const stream = newStream()
  cut(stream)
  expect(await counted('contremarque_alarms{code="STORE_INTERFERED"} 1')).toContain(
    'contremarque_store_interferences{kind="truncation"} 1',
  )
  restore(stream)
  await eventually(async () => !/contremarque_alarms{/.test((await operator.get('/metrics')).body))
})

test('T-04 a scavenge is an alarm that whoever asks for health is told, and nothing stops for it', async () => {
  double.administer('$scavenges-1', '$scavengeStarted', {})
  expect(await counted('contremarque_store_interferences{kind="scavenge"} 1')).toContain(
    'contremarque_alarms{code="STORE_SCAVENGED"} 1',
  )
  expect((await operator.get('/ledger/health')).json()).toMatchObject({
    alarms: [{ code: 'STORE_SCAVENGED', message: expect.stringContaining('a scavenge began') }],
  })
  world.server.node.ledger.assertRecordable()
})

test('T-04 rights changed so that others may only read are counted and told in the log, and no alarm', async () => {
  double.administer('$$$all', '$metadata', { $acl: { $r: '$all' } })
  expect(await counted('contremarque_store_interferences{kind="access"} 1')).toHaveLength(1)
  expect(log.join('')).toContain('the rights on $all were changed')
})

test('T-22 an alarm names to each person the cases that he sees, and to who may export them all of them', async () => {
  const judge = await world.as('magistrat')
  const lawyer = await world.as('avocat-demanderesse')
  const { case: own } = (await judge.post('/cases', order())).json<{ case: string }>()
  const foreign = randomUUID()
  await caughtUp(world.server)
  await world.server.app.listen({ port: 0, host: '127.0.0.1' })
  const url = await world.server.app.getUrl()
  const watchers = [operator, lawyer]
  const feeds = await Promise.all(watchers.map((each) => watchFeed(url, each.credentials)))
  // A feed that begins is recorded: nothing is, once something was cut.
  for (const feed of feeds) await feed.until(({ event }) => event === 'health')
  for (const id of [own, foreign]) cut(`expertise-${id}`)
  const named = (alarms: LedgerHealth['alarms']) =>
    alarms.map(({ message }) => /expertise-\S+/.exec(message)?.[0]).toSorted()
  const all = [`expertise-${own}`, `expertise-${foreign}`].toSorted()
  const expected = [all, [`expertise-${own}`, 'expertise-…'].toSorted()]
  for (const [i, feed] of feeds.entries()) {
    const alarms = alarmsIn(await feed.until((event) => alarmsIn(event).length === 2))
    feed.stop()
    expect(named(alarms)).toEqual(expected[i])
    const health = await watchers[i]!.get('/ledger/health')
    expect(named(health.json<LedgerHealth>().alarms)).toEqual(expected[i])
  }
  const refused = await lawyer.post(`/cases/${own}/actions`, { kind: 'NotifyDesignation' })
  expect(refused.json()).toMatchObject({ code: 'LEDGER_NOT_WHOLE' })
  expect(refused.body).not.toMatch(new RegExp(`${own}|${foreign}`))
})

/** Lines of the log about an alarm: code, message. */
const logged = () =>
  log
    .map((line) => JSON.parse(line) as { alarm?: string; msg: string })
    .filter(({ alarm }) => alarm !== undefined)
    .map(({ alarm, msg }) => [alarm, msg])

const alarmsIn = (event: LiveEvent) => (event.event === 'health' ? event.health.alarms : [])

test('T-04 who watches is told at once of each stream that was cut, and of the end; the log has a line for each', async () => {
  await world.server.app.listen({ port: 0, host: '127.0.0.1' })
  const url = await world.server.app.getUrl()
  const setTimer = globalThis.setInterval
  // Health that comes by the clock, every 15 s, comes never.
  globalThis.setInterval = ((act: () => void, wait: number) =>
    setTimer(act, wait === 15_000 ? 2 ** 31 - 1 : wait)) as typeof setInterval
  const feed = await watchFeed(url, operator.credentials)
  await feed.until(({ event }) => event === 'health')
  globalThis.setInterval = setTimer
  const streams = [newStream(), newStream()]
  for (const stream of streams) cut(stream)
  const both = await feed.until((event) => alarmsIn(event).length === 2)
  const words = streams.map((stream) => `EventStoreDB: ${stream} was cut`)
  expect(alarmsIn(both)).toEqual(
    words.map((start) => ({
      code: 'STORE_INTERFERED',
      message: expect.stringContaining(start),
      since: expect.any(String),
    })),
  )
  expect(alarmsIn(both)[0]!.message).toContain('undo it')
  expect(logged()).toEqual(
    words.map((start): unknown[] => ['STORE_INTERFERED', expect.stringContaining(start)]),
  )
  restore(streams[0]!)
  await eventually(() => logged().length === 3)
  expect(logged()[2]).toEqual(['STORE_INTERFERED', expect.stringContaining(`ended: ${words[0]}`)])
  const last = await feed.until((event) => alarmsIn(event).length === 1 && event !== feed.seen[1])
  expect(alarmsIn(last)).toEqual([alarmsIn(both)[1]])
  feed.stop()
})
