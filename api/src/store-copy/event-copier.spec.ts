import { randomBytes, randomUUID } from 'node:crypto'
import { contentOf } from '../../test/moving-kit.js'
import { MemoryEventStore } from '../../test/memory-event-store.js'
import { EventCopier } from './event-copier.js'

let from: MemoryEventStore
let to: MemoryEventStore
beforeEach(() => {
  from = new MemoryEventStore()
  to = new MemoryEventStore()
})

function add(stream: string, count: number, size = 10): void {
  const there = from.events.filter((event) => event.stream === stream).length
  for (let i = 0; i < count; i++) {
    const data = new Uint8Array(randomBytes(size))
    const event = { id: randomUUID(), type: 'Happened', data, metadata: { n: 1 } }
    from.store(stream, there + i - 1, [event])
  }
}

function copier(): EventCopier {
  return new EventCopier(from, to, () => undefined)
}

async function expectSame(): Promise<void> {
  expect(await contentOf(to)).toEqual(await contentOf(from))
}

test('more than a page, and more bytes than one append takes', async () => {
  add('expertise-one', 700, 4_000)
  add('expertise-two', 900)
  const copy = copier()
  await copy.copyOn()
  await copy.compare()
  await expectSame()
  expect(copy.progress).toEqual({ read: 1_600, copied: 1_600 })
  expect(to.asked.length).toBeLessThan(10)
})

test('what came since is copied by the next call, and nothing twice', async () => {
  add('expertise-one', 3)
  const copy = copier()
  await copy.copyOn()
  add('expertise-one', 2)
  add('expertise-two', 1)
  await copy.copyOn()
  await copy.compare()
  await expectSame()
  expect(copy.progress).toEqual({ read: 6, copied: 6 })
})

test.each([true, false])('a copy broken off (stored: %s) goes on where it was', async (stored) => {
  add('expertise-one', 5)
  add('sealing-x', 1)
  add('expertise-one', 5)
  add('expertise-two', 5)
  add('sealing-x', 1)
  to.onAppend = async () => {
    if (to.asked.length === 3) to.faults.push({ code: 'APPEND_AMBIGUOUS', stored })
  }
  await expect(copier().copyOn()).rejects.toMatchObject({ code: 'APPEND_AMBIGUOUS' })
  const there = to.events.length
  expect(there).toBeGreaterThan(5)
  const again = copier()
  await again.copyOn()
  await again.compare()
  await expectSame()
  expect(again.progress).toEqual({ read: 17, copied: 17 - there })
})

test('a record is written when everything before it is, and before anything after it', async () => {
  add('expertise-one', 2)
  add('expertise-two', 2)
  add('sealing-x', 1)
  add('expertise-one', 1)
  let running = 0
  const widths: number[] = []
  to.onAppend = async () => {
    widths.push(++running)
    await new Promise(setImmediate)
    running--
  }
  await copier().copyOn()
  expect(widths).toEqual([1, 2, 1, 1])
  await expectSame()
})

test('a stream with a hole is not copied', async () => {
  add('expertise-one', 3)
  from.events.splice(1, 1)
  await expect(copier().copyOn()).rejects.toMatchObject({
    code: 'ENTRY_MISSING',
    details: { stream: 'expertise-one', revision: 1 },
  })
})

test.each(['id', 'type', 'data'] as const)('another %s is found and named', async (member) => {
  add('expertise-one', 4)
  await copier().copyOn()
  const other = { id: randomUUID(), type: 'HappenedNot', data: new Uint8Array(10) }
  to.events[2] = { ...to.events[2]!, [member]: other[member] }
  const differs = { code: 'STORE_DIFFERS', details: { stream: 'expertise-one', revision: 2 } }
  await expect(copier().copyOn()).rejects.toMatchObject(differs)
})
