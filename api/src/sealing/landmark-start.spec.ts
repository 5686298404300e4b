import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defer, from, switchMap, throwError } from 'rxjs'
import { eventually } from '../../test/eventually.js'
import { LedgerKit, newCase } from '../../test/ledger-kit.js'
import { START, type EventStore, type Position } from '../event-store/event-store.js'
import { StoreError } from '../event-store/store-error.js'
import { fileGuard, type Guard } from './guard.js'
import { fileLandmarks, type Landmark, type Landmarks } from './landmark.js'
import type { Sealer } from './sealer.js'

let kit: LedgerKit
let landmarks: Landmarks
let sealer: Sealer
let stream: string
let other: string
/** From where the store was read, in order. */
let begun: Position[]
/** Resolves when the older part may be read. */
let hold: Promise<void>
let release: () => void
let isClear: boolean
/** Told to who reads the older part. */
let failure: Error | undefined
/** Done between the signing of a batch and its append. */
let onSigned: (() => Promise<unknown>) | undefined

beforeEach(async () => {
  kit = await new LedgerKit().open()
  isClear = true
  onSigned = undefined
  failure = undefined
  stream = newCase()
  other = newCase()
  await start()
  await kit.record(stream, 4, sealer)
  await kit.record(other, 2, sealer)
  await sealer.sealNow()
  await kit.record(stream, 3, sealer)
  await sealer.sealNow()
})
afterEach(async () => {
  release()
  await sealer.stop()
  await kit.remove()
})

async function start(holds = false): Promise<void> {
  begun = []
  hold = new Promise((resolve) => {
    release = resolve
  })
  if (!holds) release()
  landmarks = fileLandmarks(kit.folder.paths.guard, kit.folder)
  const options = { kept: landmarks, isClear: () => isClear, minSize: 1, every: 0 }
  const store = watched(kit.folder.store)
  sealer = await kit.sealer({ store, landmarks: options, guard: signalling() })
  await sealer.start()
}

function signalling(): Guard {
  const file = fileGuard(kit.folder.paths.guard)
  return {
    read: () => file.read(),
    write: async (state) => {
      await file.write(state)
      if (state.attempt !== null) await onSigned?.()
    },
  }
}

/** Seals a batch while an entry more comes in before it: the landmark names it. */
async function sealBeforeOneMore(): Promise<void> {
  onSigned = () => {
    onSigned = undefined
    return kit.record(other, 1)
  }
  await sealer.sealNow({ heartbeat: true })
}

/** A store that tells from where it is read, and may hold back who reads from its start beside another. */
function watched(store: EventStore): EventStore {
  return Object.create(store, {
    subscribe: {
      value: (...asked: Parameters<EventStore['subscribe']>) => {
        begun.push(asked[0])
        if (begun.length === 2 && failure !== undefined) return throwError(() => failure)
        if (begun.length < 2) return store.subscribe(...asked)
        return defer(() => from(hold)).pipe(switchMap(() => store.subscribe(...asked)))
      },
    },
  }) as EventStore
}

/** Changes something while nothing runs, and starts again. */
async function after(change: () => unknown, holds = false): Promise<void> {
  await sealer.stop()
  await kit.folder.close()
  await change()
  await kit.reopen()
  await start(holds)
}

async function forge(change: (kept: Landmark) => Partial<Landmark>): Promise<void> {
  const kept = (await landmarks.read())!
  await landmarks.keep({ ...kept, ...change(kept) })
}

const whole = () => eventually(() => sealer.reading.percent === 100)

/** Nothing is lost and nothing doubled: who reads everything finds nothing wrong. */
async function expectWhole(size: number): Promise<void> {
  await after(() => landmarks.forget())
  expect(begun).toEqual([START])
  expect(sealer.alarm).toBeUndefined()
  expect(sealer.lastBatch?.checkpoint.size).toBe(size)
  expect(sealer.pending).toBe(0)
}

test('a start goes on from the landmark, seals, and says how far it has read; then it has read everything', async () => {
  const { wholeAt } = sealer.reading
  const { position } = sealer.lastBatch!
  await after(() => undefined, true)
  expect(begun).toEqual([position, START])
  expect(sealer.reading).toEqual({ wholeAt, percent: 0 })
  await kit.record(stream, 2, sealer)
  await kit.record(newCase(), 1, sealer)
  await sealer.sealNow()
  expect(sealer.lastBatch?.checkpoint.size).toBe(13)
  expect(sealer.reading).toEqual({ wholeAt, percent: 0 })
  release()
  await whole()
  expect(sealer.reading.wholeAt).toBeGreaterThan(wholeAt!)
  await kit.record(other, 1, sealer)
  await sealer.sealNow()
  await expectWhole(14)
})

test('what waited at the landmark is sealed, in its place, and what comes later behind it', async () => {
  await kit.record(stream, 1, sealer)
  await sealBeforeOneMore()
  await after(async () => {
    expect((await landmarks.read())?.pending).toEqual({ [other]: 2 })
  })
  expect(sealer.pending).toBe(1)
  await kit.record(other, 1, sealer)
  await kit.record(stream, 1, sealer)
  await sealer.sealNow()
  expect(sealer.alarm).toBeUndefined()
  await whole()
  await expectWhole(14)
})

test('a process that has not read everything keeps no landmark', async () => {
  let kept: Landmark | undefined
  await after(async () => {
    kept = await landmarks.read()
  }, true)
  expect(kept).toBeDefined()
  await kit.record(stream, 1, sealer)
  await sealer.sealNow()
  await after(async () => {
    expect(await landmarks.read()).toEqual(kept)
  }, true)
  expect(begun).toEqual([kept!.after, START])
})

test('while something is wrong with the store none is kept', async () => {
  isClear = false
  await kit.record(stream, 1, sealer)
  await sealer.sealNow()
  await after(async () => {
    expect((await landmarks.read())?.batch).toBe(1)
    isClear = true
  })
})

test('what is found wrong behind the landmark has everything read before the start resolves', async () => {
  await after(() => {
    isClear = false
  })
  expect(begun.filter((position) => position === START)).toHaveLength(1)
  expect(begun).toHaveLength(2)
  expect(sealer.reading.percent).toBe(100)
})

const tampered = [
  [
    'T-01 an edited entry',
    `UPDATE event SET data = CAST(replace(data, '"revision":2', '"revision":9') AS BLOB)
     WHERE stream = ? AND revision = 2`,
    'ENTRY_BROKEN',
  ],
  ['T-04 a deleted entry', 'DELETE FROM event WHERE stream = ? AND revision = 2', 'ENTRY_MISSING'],
  ['T-04 a deleted stream', 'DELETE FROM event WHERE stream = ?', 'ENTRY_MISSING'],
] as const
test.each(tampered)(
  '%s in the older part stops the ledger once it is read, and the next start at once',
  async (_, sql, code) => {
    await after(() => kit.tamper(sql, stream), true)
    expect(sealer.alarm).toBeUndefined()
    expect(sealer.reading.percent).toBe(0)
    release()
    await eventually(() => sealer.alarm?.code === code)
    expect(sealer.alarm?.message).toContain(stream)
    expect(sealer.reading.percent).toBeLessThan(100)
    await expect(sealer.sealNow()).rejects.toMatchObject({ code })
    await after(() => undefined)
    expect(begun).toEqual([START])
    expect(sealer.alarm).toMatchObject({ code })
  },
)

test('T-03 a store put back to before the landmark, or to after it, is told at the start', async () => {
  const { events, root } = kit.folder.paths
  const copies = [join(root, 'before.sqlite'), join(root, 'after.sqlite')] as const
  await after(() => copyFile(events, copies[0]))
  await whole()
  await kit.record(stream, 1, sealer)
  await sealer.sealNow()
  const kept = (await landmarks.read())!
  await after(() => copyFile(events, copies[1]))
  await whole()
  await kit.record(stream, 1, sealer)
  await sealer.sealNow()
  for (const copy of copies) {
    await after(async () => {
      await copyFile(copy, events)
      await landmarks.keep(kept)
    })
    expect(sealer.alarm?.code).toBe('LEDGER_ROLLED_BACK')
    expect(begun).toContain(START)
  }
})

test('a checkpoint that is known and stands before the landmark is looked for in the older part', async () => {
  const { note } = sealer.lastBatch!.record
  await after(() => undefined)
  await whole()
  await kit.record(stream, 1, sealer)
  await sealer.sealNow()
  await sealer.stop()
  const options = { kept: landmarks, isClear: () => true, minSize: 1 }
  const again = async (knownNotes: readonly string[]) => {
    sealer = await kit.sealer({ landmarks: options, knownNotes })
    await sealer.start()
    expect(sealer.alarm).toBeUndefined()
  }
  await again([note])
  await whole()
  await sealer.stop()
  await again([note.replace(/\n(\d+)\n.*\n/, '\n$1\nAAAA\n')])
  await eventually(() => sealer.alarm?.code === 'LEDGER_ROLLED_BACK')
})

const forgeries: readonly [string, (kept: Landmark) => Partial<Landmark>][] = [
  ['of another batch', ({ batch }) => ({ batch: batch - 1 })],
  ['at another position', ({ position }) => ({ position: position - 1n })],
  ['behind the end of the store', ({ position }) => ({ position: position + 1_000n })],
  ['of another record', () => ({ record: 'ab'.repeat(32) })],
  [
    'of another tree',
    ({ tree: { size, hashes } }) => ({ tree: { size, hashes: hashes.toReversed() } }),
  ],
  ['of a tree of another size', ({ tree: { hashes } }) => ({ tree: { size: 1, hashes } })],
  ['of other keys', () => ({ keys: [{ hash: 'ab'.repeat(32), batch: 0 }] })],
  ['of more keys than there are', ({ keys }) => ({ keys: [...keys, ...keys] })],
  ['that says what waited nowhere', () => ({ pending: { 'expertise-none': 4 } })],
]
test.each(forgeries)('a landmark %s, whoever signed it, has everything read', async (_, change) => {
  await after(() => forge(change))
  expect(begun).toContain(START)
  expect(sealer.alarm).toBeUndefined()
  expect(sealer.reading.percent).toBe(100)
  await kit.record(stream, 1, sealer)
  await sealer.sealNow()
  await expectWhole(11)
})

test('a landmark that hides what was not sealed, whoever signed it, is told once the older part is read', async () => {
  await kit.record(stream, 1, sealer)
  await sealBeforeOneMore()
  await after(() => forge(({ position }) => ({ after: position, pending: {} })), true)
  expect(sealer.pending).toBe(0)
  release()
  await eventually(() => sealer.alarm?.code === 'BATCH_BROKEN')
  expect(sealer.alarm?.message).toContain(`${other} goes on elsewhere`)
  await expect(sealer.sealNow()).rejects.toMatchObject({ code: 'BATCH_BROKEN' })
  await after(() => undefined)
  expect(begun).toEqual([START])
  expect(sealer.alarm).toBeUndefined()
  await sealer.sealNow()
  await expectWhole(12)
})

test('T-01 before the older part is read, the end of a stream that is built upon is verified', async () => {
  await after(
    () =>
      kit.tamper(
        `UPDATE event SET data = CAST(replace(data, '"revision":6', '"revision":9') AS BLOB)
         WHERE stream = ? AND revision = 6`,
        stream,
      ),
    true,
  )
  await sealer.assertSigned(other, 1)
  const refused = {
    code: 'ENTRY_BROKEN',
    message: expect.stringContaining(`${stream}@6`) as string,
  }
  await expect(sealer.assertSigned(stream, 6)).rejects.toMatchObject(refused)
})

test('an older part that cannot be read has everything read, and nothing is called whole before', async () => {
  failure = new StoreError('STORE_UNAVAILABLE', 'a bad sector')
  await after(() => undefined)
  await eventually(() => begun.length === 2)
  expect(sealer.reading.percent).toBeLessThan(100)
  await eventually(() => {
    kit.timers.advance(1_000)
    return sealer.reading.percent === 100
  })
  expect(begun.slice(1)).toEqual([START, START])
  await kit.record(stream, 1, sealer)
  await sealer.sealNow()
  await expectWhole(11)
})

test('a process that could not read the older part leaves no landmark', async () => {
  failure = new StoreError('STORE_UNAVAILABLE', 'a bad sector')
  await after(() => undefined)
  await eventually(() => begun.length === 2)
  failure = undefined
  await after(async () => {
    expect(await landmarks.read()).toBeUndefined()
  })
  expect(begun).toEqual([START])
  expect(sealer.alarm).toBeUndefined()
})
