import { randomUUID } from 'node:crypto'
import { MemoryEventStore } from '../../test/memory-event-store.js'
import { recorderWorld, STREAM } from '../../test/recorder-world.js'
import type { StoredEvent } from '../event-store/event-store.js'
import { RecorderError } from './recorder-error.js'
import type { RecorderParts } from './recorder-parts.js'

/** A store that hides some revisions, as one that was cut does. */
class CutStore extends MemoryEventStore {
  readonly hidden = new Set<number>()

  override async readStream(
    stream: string,
    from: number,
    limit: number,
  ): Promise<readonly StoredEvent[]> {
    const all = await super.readStream(stream, from, Infinity)
    return all.filter(({ revision }) => !this.hidden.has(revision)).slice(0, limit)
  }
}

let store: CutStore

beforeEach(async () => {
  store = new CutStore()
  const { record } = await recorderWorld(store)
  for (let i = 0; i < 3; i++) await record({ kind: 'Count' })
})

/** A node that remembers nothing of the stream decides on what the store hands out. */
async function expectNothingRecorded(
  place: string,
  parts: Partial<RecorderParts> = {},
): Promise<void> {
  const { record } = await recorderWorld(store, parts)
  const stored = store.events.length
  await expect(record({ kind: 'Count' })).rejects.toMatchObject({
    code: 'LEDGER_NOT_WHOLE',
    message: expect.stringContaining(place) as string,
  })
  expect(store.events).toHaveLength(stored)
}

test.each([0, 1])(
  'T-04 a stream whose entry at revision %i is not handed out is not decided on: told, nothing recorded',
  async (revision) => {
    store.hidden.add(revision)
    await expectNothingRecorded(`${STREAM}@${revision}`)
  },
)

test('T-08 a stream with what is no entry is not decided on: told, nothing recorded', async () => {
  const foreign = { id: randomUUID(), type: '$x', data: Buffer.from('hello'), metadata: {} }
  store.store(STREAM, 2, [foreign])
  await expectNothingRecorded(`${STREAM}@3`)
})

test('T-06 a stream with an entry at the place of another is not decided on: told, nothing recorded', async () => {
  store.store(STREAM, 2, [{ ...store.events[0]!, id: randomUUID(), metadata: {} }])
  await expectNothingRecorded(`${STREAM}@3`)
})

test('T-01 a stream of which an entry was changed is not decided on: the entry behind it names another', async () => {
  const entry = store.events[1]!
  const data = Uint8Array.from(entry.data)
  data[data.length - 1]! ^= 1
  store.events[1] = { ...entry, data }
  await expectNothingRecorded(`${STREAM}@2: its previous entry is another one`)
})

test('T-04 a stream that ends before what is known of it is not decided on', async () => {
  await expectNothingRecorded(`${STREAM}@3 is not in the store`, { knownEntries: () => 4 })
})

test('T-01 a stream whose end was not signed is not decided on', async () => {
  const assertEnd = async (stream: string, revision: number): Promise<void> => {
    throw new RecorderError('LEDGER_NOT_WHOLE', `${stream}@${revision} as told`)
  }
  await expectNothingRecorded(`${STREAM}@2 as told`, { assertEnd })
})

test('T-04 a stream that the engine says was deleted: told, nothing recorded', async () => {
  store.faults.push({ code: 'STREAM_DELETED', stored: false })
  await expectNothingRecorded('ordered by the test')
})
