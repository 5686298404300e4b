import type { events } from '../../../test/event-store/kit.js'
import { event, newStream, text } from '../../../test/event-store/kit.js'
import { ClusterDouble } from '../../../test/eventstoredb-double/cluster-double.js'
import { eventually } from '../../../test/eventually.js'
import { START } from '../event-store.js'
import { openEventStoreDbStore, type EventStoreDbStore } from './eventstoredb-event-store.js'

let cluster: ClusterDouble
let store: EventStoreDbStore

beforeEach(async () => {
  cluster = await ClusterDouble.start()
  store = await openEventStoreDbStore({ url: cluster.url, readLimit: 5_000, patience: 60_000 })
})
afterEach(async () => {
  await store.close()
  cluster.kill()
})

/** Appends as a recorder does: the same bytes again until the outcome is known. */
async function appendAtLast(stream: string, at: number, once: ReturnType<typeof events>) {
  return eventually(async () => {
    try {
      return await store.append(stream, at, once)
    } catch (error) {
      const { code } = error as { code?: string }
      expect(['APPEND_AMBIGUOUS', 'STORE_UNAVAILABLE']).toContain(code)
      return undefined
    }
  })
}

const asked = (i: number) => {
  const { faults } = cluster.nodes[i]!
  return { appends: faults.countOf('append'), reads: faults.countOf('stream') }
}

test('with several addresses the leader is found by gossip, and it alone is asked', async () => {
  cluster.elect(2)
  const other = await openEventStoreDbStore({ url: cluster.url })
  const before = [0, 1].map(asked)
  const stream = newStream()
  await other.append(stream, -1, [event('a')])
  expect((await other.readStream(stream, 0, 10)).map(text)).toEqual(['a'])
  expect([0, 1].map(asked)).toEqual(before)
  expect(asked(2)).toEqual({ appends: 1, reads: 1 })
  await other.close()
})

test('another node has become the leader: the one that was asked names it, and appends and reads go there', async () => {
  const stream = newStream()
  await store.append(stream, -1, [event('a')])
  cluster.elect(1)
  expect(await store.append(stream, 0, [event('b')])).toMatchObject({ revision: 1 })
  expect((await store.readStream(stream, 0, 10)).map(text)).toEqual(['a', 'b'])
  expect(asked(1)).toEqual({ appends: 1, reads: 1 })
  cluster.elect(2)
  expect((await store.readStream(stream, 0, 10)).map(text)).toEqual(['a', 'b'])
  expect(await store.append(stream, 1, [event('c')])).toMatchObject({ revision: 2 })
  expect(asked(2)).toEqual({ appends: 1, reads: 1 })
})

test('the leader is gone: the next one is found among those that are left', async () => {
  const stream = newStream()
  await store.append(stream, -1, [event('a')])
  cluster.nodes[0]!.kill()
  cluster.elect(1)
  expect(await appendAtLast(stream, 0, [event('b')])).toMatchObject({ revision: 1 })
  expect((await store.readStream(stream, 0, 10)).map(text)).toEqual(['a', 'b'])
})

test('all nodes are gone and come back: a client that failed to discover is thrown away, appends, reads and subscriptions go on', async () => {
  const stream = newStream()
  await store.append(stream, -1, [event('a')])
  const seen: string[] = []
  const subscription = store
    .subscribe(START, async (page) => void seen.push(...page.map(text)))
    .subscribe()
  cluster.kill()
  const reasons = new Set<string>()
  await eventually(async () => {
    const failure = await store.append(stream, 0, [event('x')]).catch((error: unknown) => error)
    reasons.add(String(failure))
    return [...reasons].some((reason) => reason.includes('Failed to discover'))
  })
  await cluster.listen()
  expect(await appendAtLast(stream, 0, [event('b')])).toMatchObject({ revision: 1 })
  expect((await store.readStream(stream, 0, 10)).map(text)).toEqual(['a', 'b'])
  await eventually(() => seen.length === 2, 60_000)
  expect(seen).toEqual(['a', 'b'])
  subscription.unsubscribe()
})
