import type { Subscription } from 'rxjs'
import { event, events, newStream, text } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import {
  accessDenied,
  notReady,
  unavailable,
} from '../../../test/eventstoredb-double/grpc-error.js'
import { START } from '../event-store.js'
import { openEventStoreDbStore, type EventStoreDbStore } from './eventstoredb-event-store.js'

let double: EventStoreDbDouble
let store: EventStoreDbStore

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  store = await open()
})
afterEach(async () => {
  await store.close()
  double.kill()
})

const open = (settings = {}): Promise<EventStoreDbStore> =>
  openEventStoreDbStore({ url: double.url, patience: 20_000, ...settings })

/** What a subscription hands over, and when it has so much. */
function follow() {
  const seen: string[] = []
  let wake = (): void => undefined
  const subscription: Subscription = store
    .subscribe(START, async (page) => {
      seen.push(...page.map(text))
      wake()
    })
    .subscribe({ error: (error: unknown) => seen.push(`failed: ${String(error)}`) })
  const until = async (count: number): Promise<void> => {
    while (seen.length < count) await new Promise<void>((resolve) => (wake = resolve))
  }
  return { seen, until, stop: () => subscription.unsubscribe() }
}

test('a phantom of a node that was cut off is never handed out, and what takes its place is, once', async () => {
  const stream = newStream()
  await store.append(stream, -1, [event('a')])
  const following = follow()
  await following.until(1)
  const phantom = { ...double.log.all[0]!, id: event('').id, revision: 1, position: 200n }
  double.standing.phantoms = [{ ...phantom, data: event('phantom').data }]
  double.standing.leader = '127.0.0.1:1'
  const reading = store.readStream(stream, 0, 10)
  await expect(Promise.race([reading, refusals(3)])).resolves.toBe('refused')
  double.standing.phantoms = []
  double.standing.leader = undefined
  double.log.append(stream, 0, [{ ...phantom, id: event('').id, data: event('other').data }])
  await following.until(2)
  expect(following.seen).toEqual(['a', 'other'])
  expect((await reading).map(text)).toEqual(['a', 'other'])
  following.stop()
})

/** Resolves when so many reads were refused by a node that is no leader. */
async function refusals(count: number): Promise<string> {
  const { standing } = double
  await new Promise<void>((resolve) => {
    let refused = 0
    standing.onRefused = () => {
      if (++refused === count) resolve()
    }
  })
  return 'refused'
}

test.each([
  ['the connection breaks in the middle of a page', { kind: 'broken', after: 3 } as const],
  ['nothing is ready', { kind: 'error' } as const],
])('when %s the page is asked for again: nothing lost, nothing twice', async (_, fault) => {
  const stream = newStream()
  await store.append(stream, -1, events(10))
  const error = fault.kind === 'broken' ? unavailable() : notReady()
  double.faults.nextRead('log', { ...fault, error }, { ...fault, error })
  const following = follow()
  await following.until(10)
  expect(following.seen).toEqual(events(10).map((_each, i) => `${i}`))
  following.stop()
})

test('a server that sends events twice is handed over once', async () => {
  await store.append(newStream(), -1, events(5))
  double.faults.nextRead('log', { kind: 'doubled' })
  const following = follow()
  await following.until(5)
  expect(following.seen).toEqual(['0', '1', '2', '3', '4'])
  following.stop()
})

test('a server that accepts a read and stays silent is asked again', async () => {
  const stream = newStream()
  await store.append(stream, -1, events(3))
  const brief = await open({ readLimit: 300 })
  double.faults.nextRead('stream', { kind: 'hung' })
  expect(await brief.readStream(stream, 0, 10)).toHaveLength(3)
  await brief.close()
})

test('a read without the right is denied at once', async () => {
  double.faults.nextRead('stream', { kind: 'error', error: accessDenied() })
  await expect(store.readStream(newStream(), 0, 10)).rejects.toMatchObject({
    code: 'STORE_DENIED',
  })
})

test('a server that stays away longer than a reader waits: unavailable, with the reason', async () => {
  const impatient = await open({ patience: 200 })
  double.kill()
  await expect(impatient.readStream(newStream(), 0, 10)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  await impatient.close()
})

test('a subscription goes on from its own position after the server was killed', async () => {
  const stream = newStream()
  await store.append(stream, -1, events(4))
  const following = follow()
  await following.until(4)
  double.kill()
  await double.listen()
  const [last] = events(1, 4)
  double.log.append(stream, 3, [{ ...double.log.all[0]!, id: last!.id, data: last!.data }])
  await following.until(5)
  expect(following.seen).toEqual(['0', '1', '2', '3', '4'])
  following.stop()
})

test("the server's own events are never handed out, and what somebody wrote as JSON is, as bytes", async () => {
  const stream = newStream()
  const json = {
    ...event('x'),
    contentType: 'application/json',
    custom: new Uint8Array(),
    data: Buffer.from('{"a":1}'),
  }
  double.log.append('$user-somebody', -1, [{ ...json, type: '$UserCreated' }])
  double.log.append(stream, -1, [json])
  const all = await store.readAll(START, 10)
  expect(all.map((each) => [each.stream, text(each)])).toEqual([[stream, '{"a":1}']])
})

test('T-04 of a truncated stream what is left is read: the gap is for who knows what should be there', async () => {
  const stream = newStream()
  await store.append(stream, -1, events(5))
  const metadata = Buffer.from('{"$tb":3}')
  double.log.append(`$$${stream}`, -1, [
    {
      ...event('m'),
      type: '$metadata',
      contentType: 'application/json',
      data: metadata,
      custom: new Uint8Array(),
    },
  ])
  expect((await store.readStream(stream, 0, 10)).map(({ revision }) => revision)).toEqual([3, 4])
})
