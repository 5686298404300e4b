import { parseBatchRecord, type BatchRecord } from '@contremarque/ledger'
import { eventually } from '../../test/eventually.js'
import { faultyStore, LedgerKit, newCase, TestTimers } from '../../test/ledger-kit.js'
import type { Guard, GuardState } from './guard.js'
import type { Sealer } from './sealer.js'

let kit: LedgerKit
const running: Sealer[] = []

beforeEach(async () => {
  kit = await new LedgerKit().open()
})
afterEach(async () => {
  for (const sealer of running.splice(0)) await sealer.stop()
  await kit.remove()
})

async function start(options: Parameters<LedgerKit['sealer']>[0] = {}): Promise<Sealer> {
  const sealer = await kit.sealer(options)
  running.push(sealer)
  await sealer.start()
  return sealer
}

async function batches(): Promise<BatchRecord[]> {
  const events = await kit.folder.store.readStream(kit.sealing, 0, 1_000)
  return events.map(({ data }) => parseBatchRecord(data))
}

test('T-11 two sealers make one history', async () => {
  const guards = [memoryGuard(), memoryGuard()] as const
  const sealers = [await start({ guard: guards[0] }), await start({ guard: guards[1] })] as const
  const told: number[][] = [[], []]
  sealers.forEach((sealer, i) => sealer.sealed$.subscribe((b) => told[i]!.push(b.record.batch)))
  for (let round = 0; round < 8; round++) {
    await kit.record(newCase(), 3)
    await Promise.all(sealers.map((sealer) => sealer.sealNow()))
  }
  const records = await batches()
  expect(records.reduce((sum, { count }) => sum + count, 0)).toBe(25)
  expect(sealers.map(({ alarm }) => alarm)).toEqual([undefined, undefined])
  expect(told[0]).toEqual(records.map(({ batch }) => batch))
  expect(told[1]).toEqual(told[0])
  const fresh = await start({ guard: memoryGuard() })
  expect(fresh.alarm).toBeUndefined()
  expect(fresh.lastBatch?.checkpoint.size).toBe(25)
})

test('T-11 a sealer whose place is taken while it writes its guard goes on behind it', async () => {
  const first = await start()
  await first.sealNow()
  const guard = memoryGuard()
  const late = await start({
    guard: {
      read: () => guard.read(),
      write: async (state) => {
        if (state.attempt !== null) {
          await first.sealNow()
          await eventually(() => late.lastBatch?.record.batch === 1)
        }
        await guard.write(state)
      },
    },
  })
  await kit.record(newCase(), 2)
  await late.sealNow()
  expect((await batches()).map(({ count }) => count)).toEqual([1, 2])
  expect(late.alarm).toBeUndefined()
})

test('of two sealers the one that sealed last goes on; the other takes over when nothing comes of it', async () => {
  const timers = [new TestTimers(), new TestTimers()] as const
  const [leader, standby] = [
    await start({ timers: timers[0] }),
    await start({ timers: timers[1], guard: memoryGuard() }),
  ]
  await leader.sealNow()
  for (let round = 0; round < 3; round++) {
    await kit.record(newCase(), 1)
    await eventually(() => timers[0].delays.includes(250) && timers[1].delays.includes(2_250))
    timers[1].advance(1_000)
    timers[0].advance(250)
    await eventually(() => leader.pending === 0 && standby.pending === 0)
  }
  expect([leader.isStandby, standby.isStandby]).toEqual([false, true])
  await kit.record(newCase(), 1)
  await eventually(() => timers[1].delays.includes(2_250))
  timers[1].advance(2_250)
  await eventually(() => leader.pending === 0 && standby.pending === 0)
  expect([leader.isStandby, standby.isStandby]).toEqual([true, false])
  expect((await batches()).map(({ count }) => count)).toEqual([1, 1, 1, 1, 1])
})

test('a sealer whose place was taken does not take its own guard for a rollback', async () => {
  const guard = memoryGuard()
  const store = faultyStore(kit.folder.store, (stream) => stream === kit.sealing)
  store.faults.push('unavailable')
  const slow = await start({ store, guard })
  await expect(slow.sealNow()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await slow.stop()
  await kit.record(newCase(), 1)
  await (await start()).sealNow()
  const back = await start({ guard })
  expect(back.alarm).toBeUndefined()
  await kit.record(newCase(), 1)
  await back.sealNow()
  expect((await batches()).map(({ count }) => count)).toEqual([2, 1])
})

function memoryGuard(): Guard {
  let state: GuardState = { acknowledged: null, attempt: null }
  return {
    read: async () => state,
    write: async (next) => {
      state = next
    },
  }
}
