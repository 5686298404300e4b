import { Subject } from 'rxjs'
import type { Timers } from '../config/timers.js'
import type { SealedBatch } from './sealed-history.js'
import { SealingRoom } from './sealing-room.js'

let later: (() => void)[]
const timers: Timers = {
  after: (_, call) => {
    later.push(call)
    return () => {
      later = later.filter((each) => each !== call)
    }
  },
}
const batch = {} as SealedBatch

function roomWith(unsealed: number) {
  later = []
  const sealed = new Subject<SealedBatch>()
  const sealer = { sealed$: sealed.asObservable(), unsealed }
  return { sealer, sealed, room: new SealingRoom(sealer, timers) }
}

test('where there is room nobody waits', () => {
  expect(roomWith(2_047).room.enter()).toBeUndefined()
})

test('beyond half a batch unsealed recorders wait, and are let in in order, as many as a batch made room for', async () => {
  const { sealer, sealed, room } = roomWith(2_048)
  const entered: number[] = []
  const waits = [0, 1, 2].map((i) => room.enter()!.then(() => entered.push(i)))
  sealed.next(batch)
  await Promise.resolve()
  expect(entered).toEqual([])
  sealer.unsealed = 2_046
  sealed.next(batch)
  await Promise.all(waits.slice(0, 2))
  expect(entered).toEqual([0, 1])
  sealer.unsealed = 0
  sealed.next(batch)
  await Promise.all(waits)
  expect(entered).toEqual([0, 1, 2])
  expect(later).toEqual([])
})

test('sealing that fails holds nobody up for good', async () => {
  const { room } = roomWith(5_000)
  const waiting = room.enter()
  for (const call of later) call()
  await expect(waiting).resolves.toBeUndefined()
})
