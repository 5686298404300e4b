import type { EventStore } from '../event-store/event-store.js'
import { StoreError } from '../event-store/store-error.js'
import { eventually } from '../../test/eventually.js'
import { faultyStore, LedgerKit, newCase, type Fault } from '../../test/ledger-kit.js'
import type { Sealer } from './sealer.js'

const RETRY = 1_000

let kit: LedgerKit
let sealer: Sealer
let isAway: boolean
let faults: Fault[]

beforeEach(async () => {
  kit = await new LedgerKit().open()
  const faulty = faultyStore(kit.folder.store, (stream) => stream === kit.sealing)
  isAway = false
  faults = faulty.faults
  sealer = await kit.sealer({ store: awayAtTimes(faulty) })
  await sealer.start()
  await sealer.sealNow()
})
afterEach(async () => {
  await sealer.stop()
  await kit.remove()
})

/** A store on another machine: away for longer than a reader waits, it cannot say where its end is. */
function awayAtTimes(store: EventStore): EventStore {
  return {
    ...store,
    headPosition: () =>
      isAway ? Promise.reject(new StoreError('STORE_UNAVAILABLE', 'away')) : store.headPosition(),
  }
}

/** The store loses the answer to a batch and is away, until sealing has failed `times` in a row. */
async function outage(fault: Fault, times: number): Promise<void> {
  faults.push(fault)
  isAway = true
  await kit.record(newCase(), 2, sealer)
  await eventually(() => sealer.pending === 2)
  for (let wait = 250, failed = 0; failed < times; failed++, wait = RETRY) {
    await eventually(() => kit.timers.delays.includes(wait))
    kit.timers.advance(wait)
  }
  await eventually(() => kit.timers.delays.includes(RETRY))
  expect(sealer.alarm).toMatchObject({ code: 'SEALING_STOPPED' })
  isAway = false
}

test.each<Fault>(['stored', 'not stored'])(
  'a batch %s without an answer, and a store that is away longer than a reader waits: sealing goes on by itself once it is back',
  async (fault) => {
    await outage(fault, 3)
    kit.timers.advance(RETRY)
    await eventually(() => sealer.alarm === undefined && sealer.pending === 0)
    await kit.record(newCase(), 3, sealer)
    await sealer.sealNow()
    const batches = await kit.folder.store.readStream(kit.sealing, 0, 9)
    expect(batches.map(({ revision }) => revision)).toEqual([0, 1, 2])
    expect(sealer.lastBatch?.record).toMatchObject({ batch: 2, first: 3, count: 3 })
  },
)

test.each<Fault>(['stored', 'not stored'])(
  'asked to seal after such an outage (a batch %s), it reads the store again before it says that all is sealed, and the alarm ends though nothing waits',
  async (fault) => {
    await outage(fault, 1)
    await sealer.sealNow()
    expect(sealer.lastBatch?.record).toMatchObject({ batch: 1, count: 2 })
    kit.timers.advance(RETRY)
    await eventually(() => sealer.alarm === undefined)
  },
)
