import { event, events, newStream, readEverything, text } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import {
  accessDenied,
  notLeader,
  notReady,
  timedOut,
  unavailable,
} from '../../../test/eventstoredb-double/grpc-error.js'
import type { StoreErrorCode } from '../store-error.js'
import { openEventStoreDbStore, type EventStoreDbStore } from './eventstoredb-event-store.js'

let double: EventStoreDbDouble
let store: EventStoreDbStore

beforeEach(async () => {
  double = await EventStoreDbDouble.start()
  store = await openEventStoreDbStore({ url: double.url })
})
afterEach(async () => {
  await store.close()
  double.kill()
})

/** Silence lasts until the limit, which an answer may pass too on a busy machine. */
async function withLimit(appendLimit: number): Promise<void> {
  await store.close()
  store = await openEventStoreDbStore({ url: double.url, appendLimit })
}

const code = (expected: StoreErrorCode): unknown => expect.objectContaining({ code: expected })

test.each([
  ['the connection breaks', unavailable],
  ['the node is not ready', notReady],
  ['the commit times out', timedOut],
])('stored, but %s: ambiguous; a resend is answered and stores nothing again', async (_, error) => {
  const stream = newStream()
  const once = [event('a')]
  double.faults.nextAppend({ kind: 'stored-but-error', error: error() })
  await expect(store.append(stream, -1, once)).rejects.toEqual(code('APPEND_AMBIGUOUS'))
  const [there] = await store.readStream(stream, 0, 10)
  const answer = await store.append(stream, -1, once)
  expect(answer).toEqual({ revision: 0, position: there!.position })
  expect(await store.readStream(stream, 0, 10)).toHaveLength(1)
})

test('not stored, and an error that does not say so: ambiguous; the resend stores it', async () => {
  const stream = newStream()
  const once = [event('a')]
  double.faults.nextAppend({ kind: 'not-stored', error: unavailable() })
  await expect(store.append(stream, -1, once)).rejects.toEqual(code('APPEND_AMBIGUOUS'))
  expect(await store.readStream(stream, 0, 10)).toEqual([])
  expect(await store.append(stream, -1, once)).toMatchObject({ revision: 0 })
})

test('an append that timed out and lands later is found by the resend, once', async () => {
  await withLimit(300)
  const stream = newStream()
  const once = [event('a'), event('b')]
  const land = Promise.withResolvers<undefined>()
  double.faults.nextAppend({ kind: 'late', land: land.promise })
  await expect(store.append(stream, -1, once)).rejects.toEqual(code('APPEND_AMBIGUOUS'))
  land.resolve(undefined)
  expect(await appendAtLast(stream, once)).toMatchObject({ revision: 1 })
  expect((await store.readStream(stream, 0, 10)).map(text)).toEqual(['a', 'b'])
})

test('a server that accepts and stays silent: ambiguous within the limit, and the next append works', async () => {
  await withLimit(300)
  double.faults.nextAppend({ kind: 'hung' })
  await expect(store.append(newStream(), -1, [event('a')])).rejects.toEqual(
    code('APPEND_AMBIGUOUS'),
  )
  expect(await appendAtLast(newStream(), [event('b')])).toMatchObject({ revision: 0 })
})

test('after an ambiguous append the same id with other bytes is noticed, though the server drops them in silence', async () => {
  const stream = newStream()
  const first = event('a')
  double.faults.nextAppend({ kind: 'stored-but-error', error: unavailable() })
  await expect(store.append(stream, -1, [first])).rejects.toEqual(code('APPEND_AMBIGUOUS'))
  const other = { ...first, data: event('b').data }
  await expect(store.append(stream, -1, [other])).rejects.toEqual(code('EVENT_ID_REUSED'))
  expect((await store.readStream(stream, 0, 10)).map(text)).toEqual(['a'])
})

test('stored, and not to be read back: still ambiguous', async () => {
  const stream = newStream()
  const once = [event('a')]
  double.faults.nextAppend({ kind: 'stored-but-error', error: unavailable() })
  await expect(store.append(stream, -1, once)).rejects.toEqual(code('APPEND_AMBIGUOUS'))
  double.faults.nextRead('stream', { kind: 'error', error: unavailable() })
  await expect(store.append(stream, -1, once)).rejects.toEqual(code('APPEND_AMBIGUOUS'))
  expect(await store.append(stream, -1, once)).toMatchObject({ revision: 0 })
})

test('a node that is no leader names the leader, and the append goes there', async () => {
  const stream = newStream()
  double.faults.nextAppend({ kind: 'not-stored', error: notLeader(double.address) })
  expect(await store.append(stream, -1, [event('a')])).toMatchObject({ revision: 0 })
  expect(await store.readStream(stream, 0, 10)).toHaveLength(1)
})

test('without the right: denied, and nothing is stored', async () => {
  double.faults.nextAppend({ kind: 'not-stored', error: accessDenied() })
  await expect(store.append(newStream(), -1, [event('a')])).rejects.toEqual(code('STORE_DENIED'))
})

test('a server that is down: nothing was sent; when it is back the next append works', async () => {
  const stream = newStream()
  await store.append(stream, -1, [event('a')])
  double.kill()
  await failsUntilDown(stream)
  await double.listen()
  expect(await store.append(stream, 0, [event('b')])).toMatchObject({ revision: 1 })
})

/** The connection may still break under the first appends. */
async function failsUntilDown(stream: string): Promise<void> {
  for (;;) {
    const failure = await store.append(stream, 0, [event('x')]).catch((error: unknown) => error)
    expect(['APPEND_AMBIGUOUS', 'STORE_UNAVAILABLE']).toContain((failure as { code: string }).code)
    if ((failure as { code: string }).code === 'STORE_UNAVAILABLE') return
  }
}

test('2,000 appends under way when the connection breaks all settle; resent, each is there once', async () => {
  const streams = Array.from({ length: 2_000 }, newStream)
  await store.close()
  store = await openEventStoreDbStore({ url: double.url })
  const sent = streams.map((stream) => [event(stream)])
  const asked = streams.map((stream, i) => store.append(stream, -1, sent[i]!))
  const settled = Promise.allSettled(asked)
  await Promise.race(asked)
  double.kill()
  const outcomes = await settled
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true)
  await double.listen()
  await Promise.all(streams.map((stream, i) => appendAtLast(stream, sent[i]!)))
  const all = await readEverything(store)
  expect(all.map(text).toSorted()).toEqual(streams.toSorted())
})

/** Resent until it is known to be there. */
async function appendAtLast(stream: string, once: ReturnType<typeof events>) {
  for (;;) {
    try {
      return await store.append(stream, -1, once)
    } catch (error) {
      expect(['APPEND_AMBIGUOUS', 'STORE_UNAVAILABLE']).toContain((error as { code: string }).code)
    }
  }
}

const metadata = (limits: object) => ({
  ...event('m'),
  type: '$metadata',
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(limits)),
  custom: new Uint8Array(),
})

test.each([
  ['softly deleted', (stream: string) => double.log.softDelete(stream, 'any')],
  ...[{ $tb: 2 }, { $maxCount: 0 }, { $maxAge: 1 }].map(
    (limits) =>
      [
        `cut by ${JSON.stringify(limits)}`,
        (stream: string) => double.log.append(`$$${stream}`, 'any', [metadata(limits)]),
      ] as const,
  ),
] as const)(
  'T-04 a stream that was %s takes no first event again: told, never taken for a new stream, nothing stored',
  async (_, act) => {
    const stream = newStream()
    await store.append(stream, -1, events(2))
    act(stream)
    const stored = double.log.all.length
    await expect(store.append(stream, -1, [event('c')])).rejects.toEqual(code('STREAM_DELETED'))
    expect(double.log.all).toHaveLength(stored)
  },
)

test('T-04 a stream deleted between that look and the append takes NO_STREAM at a later revision: told', async () => {
  const stream = newStream()
  await store.append(stream, -1, events(2))
  const append = double.log.append.bind(double.log)
  double.log.append = (...asked) => {
    double.log.softDelete(stream, 'any')
    return append(...asked)
  }
  await expect(store.append(stream, -1, [event('c')])).rejects.toEqual(code('STREAM_DELETED'))
  const last = double.log.all.findLast((each) => each.stream === stream)
  expect(last?.revision).toBe(2)
})

test('the look before a first event goes to the leader, is no append when it fails, and lets rights be given', async () => {
  const stream = newStream()
  double.log.append(`$$${stream}`, 'any', [metadata({ $acl: { $r: ['ledger'] } })])
  double.faults.nextRead('metadata', { kind: 'error', error: unavailable() })
  await expect(store.append(stream, -1, [event('a')])).rejects.toEqual(code('STORE_UNAVAILABLE'))
  expect(double.faults.countOf('append')).toBe(0)
  double.faults.nextRead('metadata', { kind: 'error', error: notLeader(double.address) })
  expect(await store.append(stream, -1, [event('a')])).toMatchObject({ revision: 0 })
})

test('T-04 a tombstoned stream refuses for ever and reads empty', async () => {
  const stream = newStream()
  await store.append(stream, -1, events(2))
  double.log.tombstone(stream, 'any')
  await expect(store.append(stream, 1, [event('c')])).rejects.toEqual(code('STREAM_DELETED'))
  expect(await store.readStream(stream, 0, 10)).toEqual([])
  expect(await store.readHead(stream)).toBeUndefined()
})
