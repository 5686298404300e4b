import { event, events, newStream, text } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import {
  accessDenied,
  notReady,
  unavailable,
} from '../../../test/eventstoredb-double/grpc-error.js'
import { eventually } from '../../../test/eventually.js'
import { START } from '../event-store.js'
import { openEventStoreDbStore, type EventStoreDbStore } from './eventstoredb-event-store.js'

let double: EventStoreDbDouble
let store: EventStoreDbStore

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  store = await open(1_500)
})
afterEach(async () => {
  await store.close()
  double.kill()
})

const open = (readLimit: number): Promise<EventStoreDbStore> =>
  openEventStoreDbStore({ url: double.url, readLimit, patience: 20_000 })

const passing = [
  ['is not ready', { kind: 'error', error: notReady() }],
  ['breaks the connection before the event', { kind: 'broken', after: 0, error: unavailable() }],
  ['stays silent', { kind: 'hung' }],
  ['sends the event twice', { kind: 'doubled' }],
] as const

describe.each(passing)('a server that %s when asked', (_, fault) => {
  // Few events are read here, and silence lasts until the limit.
  beforeEach(async () => {
    await store.close()
    store = await open(300)
  })

  test('where the log ends is asked again', async () => {
    const { position } = await store.append(newStream(), -1, events(3))
    double.faults.nextRead('end', fault)
    expect(await store.headPosition()).toBe(position)
  })

  test('for the last event of a stream is asked again', async () => {
    const stream = newStream()
    await store.append(stream, -1, events(3))
    double.faults.nextRead('stream', fault)
    expect(text((await store.readHead(stream))!)).toBe('2')
  })

  test('for the event at a position is asked again', async () => {
    const stream = newStream()
    const { position } = await store.append(stream, -1, events(3))
    double.faults.nextRead('log', fault)
    expect(await store.readAt(position)).toMatchObject({ stream, revision: 2 })
  })
})

test('where the log ends is said by the leader only', async () => {
  await store.append(newStream(), -1, [event('a')])
  const [last] = double.log.all
  double.standing.phantoms = [{ ...last!, revision: 1, position: 200n }]
  double.standing.leader = '127.0.0.1:1'
  const impatient = await openEventStoreDbStore({ url: double.url, patience: 200 }).catch(
    (error: unknown) => error,
  )
  expect(impatient).toMatchObject({ code: 'STORE_UNAVAILABLE' })
  double.standing.leader = undefined
  double.standing.phantoms = []
  expect(await store.headPosition()).toBe(last!.position)
})

test('without the right to read the log the head is denied at once', async () => {
  double.faults.nextRead('end', { kind: 'error', error: accessDenied() })
  await expect(store.headPosition()).rejects.toMatchObject({ code: 'STORE_DENIED' })
})

test('a look at the end of the log that fails ends no reader: what comes is handed over', async () => {
  const seen: string[] = []
  const subscription = store
    .subscribe(START, async (page) => void seen.push(...page.map(text)))
    .subscribe()
  double.faults.nextRead('end', { kind: 'error', error: unavailable() }, { kind: 'hung' })
  await double.faults.further('end', 2)
  double.log.append(newStream(), -1, [
    { ...event('x'), contentType: 'application/octet-stream', custom: new Uint8Array() },
  ])
  await eventually(() => seen.length > 0)
  expect(seen).toEqual(['x'])
  subscription.unsubscribe()
})

test('no subscription of the server is opened, which could be dropped, be too slow or stay silent', async () => {
  const slow = Promise.withResolvers<undefined>()
  const seen: string[] = []
  const subscription = store
    .subscribe(START, async (page) => {
      await slow.promise
      seen.push(...page.map(text))
    })
    .subscribe()
  await store.append(newStream(), -1, events(500))
  await store.append(newStream(), -1, events(500, 500))
  slow.resolve(undefined)
  await eventually(() => seen.length >= 1_000)
  expect(seen).toEqual(events(1_000).map((_, i) => `${i}`))
  expect(double.faults.countOf('subscription')).toBe(0)
  subscription.unsubscribe()
})
