import { Observable, type Subscriber } from 'rxjs'
import { eventually } from '../../test/eventually.js'
import { faultyStore, LedgerKit, newCase } from '../../test/ledger-kit.js'
import type { EventStore, PageHandler, Position } from '../event-store/event-store.js'
import { StoreError } from '../event-store/store-error.js'
import type { Sealer } from './sealer.js'

/** Milliseconds after which a batch that was stored is said not to come. */
const PATIENCE = 15_000
const RETRY = 1_000

let kit: LedgerKit
let sealer: Sealer
let isTaken: boolean
let isDeaf: boolean
let loseSubscription: (error: StoreError) => void

beforeEach(async () => {
  kit = await new LedgerKit().open()
  isTaken = false
  isDeaf = false
  sealer = await kit.sealer({ store: watched(kit.folder.store) })
  await sealer.start()
  await sealer.sealNow()
})
afterEach(async () => {
  await sealer.stop()
  await kit.remove()
})

/** A store whose subscription hears nothing, or is lost, and which has the next batch's place taken. */
function watched(store: EventStore): EventStore {
  return {
    ...faultyStore(store, () => false),
    append: (stream, revision, events) => {
      if (!isTaken || stream !== kit.sealing) return store.append(stream, revision, events)
      const details = { expected: revision, actual: revision + 1 }
      return Promise.reject(new StoreError('WRONG_REVISION', 'taken', { details }))
    },
    subscribe: (after, handle) =>
      new Observable((subscriber) => hear(store, after, handle, subscriber)),
  }
}

function hear(
  store: EventStore,
  after: Position,
  handle: PageHandler,
  subscriber: Subscriber<Position>,
) {
  loseSubscription = (error) => subscriber.error(error)
  const deafly: PageHandler = async (page) => {
    const isBatch = page.some(({ stream }) => stream === kit.sealing)
    if (isDeaf && isBatch) await eventually(() => !isDeaf || subscriber.closed)
    if (!subscriber.closed) await handle(page)
  }
  return store.subscribe(after, deafly).subscribe(subscriber)
}

/** Has something sealed; resolves with why it was not. */
async function sealUnread(): Promise<unknown> {
  await kit.record(newCase(), 2, sealer)
  await eventually(() => sealer.pending === 2)
  return sealer.sealNow().catch((error: unknown) => error)
}

test('a place that is taken, and where nothing is read: an alarm instead of silence, tried again, and it goes on once it is read', async () => {
  isTaken = true
  const sealing = sealUnread()
  await eventually(() => kit.timers.delays.includes(PATIENCE))
  kit.timers.advance(PATIENCE)
  expect(await sealing).toMatchObject({ code: 'APPEND_AMBIGUOUS' })
  expect(sealer.alarm).toMatchObject({
    code: 'SEALING_STOPPED',
    message: expect.stringContaining('batch 1') as string,
  })
  isTaken = false
  await eventually(() => {
    kit.timers.advance(RETRY)
    return sealer.alarm === undefined && sealer.pending === 0
  })
  expect(sealer.lastBatch?.record).toMatchObject({ batch: 1, count: 2 })
})

test('a batch that was stored, and whose subscription is lost before it is read back: the store is read again, and it goes on', async () => {
  isDeaf = true
  const sealing = sealUnread()
  await eventually(async () => (await kit.folder.store.readHead(kit.sealing))?.revision === 1)
  loseSubscription(new StoreError('STORE_DENIED', 'the password was changed'))
  expect(await sealing).toMatchObject({ code: 'STORE_DENIED' })
  expect(sealer.alarm).toMatchObject({ code: 'SEALING_STOPPED' })
  isDeaf = false
  await eventually(() => kit.timers.delays.includes(RETRY))
  kit.timers.advance(RETRY)
  await eventually(() => sealer.alarm === undefined && sealer.pending === 0)
  expect(sealer.lastBatch?.record).toMatchObject({ batch: 1, count: 2 })
})

test('who stops while a batch is not read back waits for it as long, and no longer', async () => {
  isDeaf = true
  const sealing = sealUnread()
  await eventually(() => kit.timers.delays.includes(PATIENCE))
  const stopped = sealer.stop()
  kit.timers.advance(PATIENCE)
  await stopped
  expect(await sealing).toMatchObject({ code: 'APPEND_AMBIGUOUS' })
  isDeaf = false
})
