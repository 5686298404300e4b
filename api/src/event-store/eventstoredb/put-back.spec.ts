import { event, events, newStream, text } from '../../../test/event-store/kit.js'
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/eventstoredb-double.js'
import { eventually } from '../../../test/eventually.js'
import { START, type Position } from '../event-store.js'
import type { Interference } from '../interference.js'
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

/** A reader that has come to the end, what ends it, and what is told of the store. */
async function follow(after: Position = START) {
  const seen: string[] = []
  const ended = Promise.withResolvers<unknown>()
  const caughtUp = Promise.withResolvers<undefined>()
  const end = await store.headPosition()
  const told: Interference[] = []
  store.interference$.subscribe((found) => told.push(...found))
  store
    .subscribe(after, async (page) => void seen.push(...page.map(text)))
    .subscribe({
      next: (position) => {
        if (position === end) caughtUp.resolve(undefined)
      },
      error: ended.resolve,
    })
  if (after === START) await caughtUp.promise
  return { seen, ended: ended.promise, told }
}

test('T-03 a server that comes back with an older log is noticed: readers are ended, and it is told as a threat', async () => {
  await store.append(newStream(), -1, events(5))
  const reader = await follow()
  double.kill()
  double.log.truncate(2)
  await double.listen()
  expect(await reader.ended).toMatchObject({ code: 'POSITION_UNKNOWN' })
  expect(reader.told).toMatchObject([{ kind: 'rollback', isThreat: true, at: 500n }])
  const again = await follow()
  expect(again.seen).toEqual(['0', '1', '2'])
})

test('T-03 an older log that has grown again past the place of a reader ends it too', async () => {
  await store.append(newStream(), -1, events(5))
  const reader = await follow()
  double.kill()
  double.log.shift(50n)
  double.log.append(newStream(), -1, [{ ...double.log.all[0]!, id: event('x').id }])
  await double.listen()
  expect(await reader.ended).toMatchObject({ code: 'POSITION_UNKNOWN' })
  expect(reader.told).toMatchObject([{ kind: 'rollback', isThreat: true }])
})

test('T-03 an append to a log that was put back is not acknowledged', async () => {
  await store.append(newStream(), -1, events(5))
  double.kill()
  double.log.truncate(3)
  await double.listen()
  // The connection may still break under the first.
  await eventually(async () => {
    const failure = await store.append(newStream(), -1, [event('x')]).then(
      () => 'acknowledged',
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({
      code: expect.stringMatching(/UNAVAILABLE|AMBIGUOUS/) as string,
    })
    return (failure as Error).message === 'the log ends before what was acknowledged'
  })
})

test('a log that lags for one look is no older log', async () => {
  await store.append(newStream(), -1, events(5))
  const reader = await follow()
  const [last] = double.log.all.slice(-1)
  await double.faults.further('end', 1)
  double.log.truncate(1)
  await double.faults.further('end', 1)
  double.log.append(last!.stream, 3, [last!])
  await store.append(newStream(), -1, [event('on')])
  await eventually(() => reader.seen.includes('on'))
  expect([reader.seen, reader.told]).toEqual([['0', '1', '2', '3', '4', 'on'], []])
})

test('a position of another store is refused with its name, not waited for', async () => {
  await store.append(newStream(), -1, events(2))
  await expect(store.readAll(12_345n, 10)).rejects.toMatchObject({
    code: 'POSITION_UNKNOWN',
    message: expect.stringContaining('12345') as string,
  })
  const reader = await follow(12_345n)
  expect(await reader.ended).toMatchObject({ code: 'POSITION_UNKNOWN' })
  expect(reader.told).toEqual([])
})
