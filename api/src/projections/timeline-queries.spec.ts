import { projected } from '../../test/projected.js'
import { EXPERT, JUDGE, LAWYER, STRANGER, TestCase } from '../../test/test-case.js'
import { TestLedger } from '../../test/test-ledger.js'
import type { ReadModelFile } from './read-model-file.js'
import type { TimelineItem } from './read-model.js'
import { timeline } from './timeline-queries.js'
import { EVERYTHING } from './viewer.js'

let ledger: TestLedger
let played: TestCase

beforeEach(async () => {
  ledger = await TestLedger.open()
  played = new TestCase(ledger)
  await played.order()
})

function newest(file: ReadModelFile, stream = played.stream): TimelineItem {
  return timeline(file, EVERYTHING, stream, { limit: 1 })!.items[0]!
}

test('tells the newest entry first, page by page, each once', async () => {
  await played.begin()
  const file = await projected(ledger)
  const revisions: number[] = []
  let cursor: string | undefined
  do {
    const { items, next } = timeline(file, LAWYER, played.stream, { limit: 3, cursor })!
    revisions.push(...items.map(({ revision }) => revision))
    cursor = next
  } while (cursor !== undefined)
  expect(revisions).toEqual([7, 6, 5, 4, 3, 2, 1, 0])
})

test('an item names who acted and whom and what its data refers to', async () => {
  const document = await played.deposit('IRM du genou')
  const file = await projected(ledger)
  const { items } = timeline(file, JUDGE, played.stream, { limit: 2 })!
  expect(items[0]).toMatchObject({
    type: 'DocumentMadeAvailable',
    names: { [document]: 'IRM du genou', [played.actor(EXPERT)]: 'Dr Hélène Aubry' },
  })
  expect(items[1]).toMatchObject({
    id: ledger.events.at(-2)!.id,
    type: 'DocumentDeposited',
    stream: played.stream,
    revision: 4,
    actor: { id: played.actor(LAWYER), role: 'avocat', name: 'Me Sophie Lambert' },
    personal: { title: 'IRM du genou' },
    state: 'recorded',
    notBefore: null,
    notAfter: null,
  })
})

test('an opening that is gone shows as null, never as an error', async () => {
  await played.deposit('IRM du genou')
  ledger.erase(LAWYER)
  const file = await projected(ledger)
  const { items } = timeline(file, JUDGE, played.stream, { limit: 2 })!
  expect(items[1]).toMatchObject({ personal: { title: null }, actor: { name: null } })
})

test('goes from recorded to sealed to stamped, and is then bracketed', async () => {
  await ledger.seal()
  expect(newest(await projected(ledger)).state).toBe('sealed')
  await ledger.stamp()
  const stampedAt = ledger.now
  await played.begin()
  expect(newest(await projected(ledger)).state).toBe('recorded')
  await ledger.seal()
  await ledger.stamp()
  const accuracy = 250
  expect(newest(await projected(ledger))).toMatchObject({
    state: 'stamped',
    notBefore: new Date(stampedAt - accuracy).toISOString(),
    notAfter: new Date(ledger.now + accuracy).toISOString(),
  })
})

test('an event type from a later version is shown with its type and technical form', async () => {
  const data = { something: 'new', depth: [1, { more: true }] }
  await played.record({ type: 'HologramProjected', typeVersion: 3, data })
  const file = await projected(ledger)
  expect(newest(file)).toMatchObject({ type: 'HologramProjected', typeVersion: 3, data })
})

test('bytes that are no entry are shown where they stand and raise an alarm', async () => {
  const { data, ...event } = ledger.events.at(-1)!
  ledger.events[ledger.events.length - 1] = { ...event, data: data.slice(0, -1) }
  const file = await projected(ledger)
  expect(newest(file)).toMatchObject({ revision: 3, type: 'ActorAdded', typeVersion: 0, data: {} })
  const alarm = { stream: played.stream, revision: 3, code: 'ENTRY_MALFORMED' }
  expect(file.all('SELECT * FROM alarms')).toEqual([expect.objectContaining(alarm)])
})

test('an entry moved to another place raises an alarm and is not believed', async () => {
  const [swapped] = ledger.events.splice(3, 1)
  ledger.events.splice(3, 0, { ...swapped!, data: ledger.events[1]!.data })
  const file = await projected(ledger)
  const alarm = { stream: played.stream, revision: 3, code: 'ENTRY_MISPLACED' }
  expect(file.all('SELECT * FROM alarms')).toEqual([expect.objectContaining(alarm)])
})

test('has nothing to tell to whoever was not added, nor of a stream that does not exist', async () => {
  const file = await projected(ledger)
  expect(timeline(file, STRANGER, played.stream, { limit: 5 })).toBeUndefined()
  expect(timeline(file, JUDGE, new TestCase(ledger).stream, { limit: 5 })).toBeUndefined()
})
