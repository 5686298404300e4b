import {
  commitmentDigest,
  entryHash,
  entrySignatureCheck,
  parseEntry,
  toHex,
} from '@contremarque/ledger'
import { randomUUID } from 'node:crypto'
import { MemoryEventStore } from '../../test/memory-event-store.js'
import { crypto, person, recorderWorld, STREAM } from '../../test/recorder-world.js'

const OTHER_NAME = '00000000-0000-4000-8000-000000000009'

test('an action becomes a signed entry that parses, chains and opens', async () => {
  const { record, store, openings } = await recorderWorld()
  await record({ kind: 'Count' })
  const { entries } = await record({ kind: 'Count', note: 'private' })
  const [first, second] = store.events.map(({ data }) => parseEntry(data, crypto))
  expect(second!.envelope).toMatchObject({ revision: 1, type: 'Counted', data: { count: 2 } })
  expect(second!.envelope.previous).toBe(toHex(entryHash(first!.der, crypto)))
  expect(entries[0]!.hash).toBe(toHex(entryHash(second!.der, crypto)))
  const checks = [entrySignatureCheck(second!, second!.publicKey)]
  expect(await crypto.verifySignatures(checks)).toEqual([true])
  const { origin, commitments } = second!.envelope
  const digests = openings
    .filter(({ revision }) => revision === 1)
    .map((opening) => ({
      field: opening.field,
      digest: commitmentDigest({ origin, ...opening }, crypto),
    }))
  expect(commitments).toEqual(expect.arrayContaining(digests))
  expect(commitments.map(({ field }) => field)).toEqual(['authentication', 'note'])
  expect(JSON.stringify(second!.envelope)).not.toContain(person.id)
})

test('what verification would refuse for ever is not signed', async () => {
  const { record, store, openings } = await recorderWorld()
  const mistaken = record({ kind: 'Count', legallyDated: true })
  await expect(mistaken).rejects.toMatchObject({ code: 'ENVELOPE_MALFORMED' })
  expect([store.events, openings]).toEqual([[], []])
})

test('the leaf hash is told before the append', async () => {
  const { record, store, remembered } = await recorderWorld()
  const told: number[] = []
  store.onAppend = async () => void told.push(remembered.length)
  const { entries } = await record({ kind: 'Count' })
  expect(told).toEqual([1])
  expect(remembered).toEqual([entries[0]!.hash])
})

describe('a person whom another node names at the same moment', () => {
  const place = `${person.id} ${STREAM}`

  test('acts under the name that stands', async () => {
    const { record, store, world, pseudonyms } = await recorderWorld()
    world.beforeNaming = () => void pseudonyms.set(place, OTHER_NAME)
    const { entries } = await record({ kind: 'Count' })
    expect(entries[0]!.envelope.actor.id).toBe(OTHER_NAME)
    expect(store.events).toHaveLength(1)
  })

  test('is told so when that has no end', async () => {
    const { record, store, world, pseudonyms } = await recorderWorld()
    world.beforeNaming = () => void pseudonyms.set(place, randomUUID())
    await expect(record({ kind: 'Count' })).rejects.toMatchObject({ code: 'REVISION_CONTENDED' })
    expect(store.events).toHaveLength(0)
  })
})

test('sixty-four callers on one stream share appends, chain without a gap and are answered in order', async () => {
  const { record, store } = await recorderWorld()
  const answers = await Promise.all(Array.from({ length: 64 }, () => record({ kind: 'Count' })))
  const chain = store.events.map(({ data }) => parseEntry(data, crypto).envelope)
  expect(chain.map(({ data }) => data['count'])).toEqual(
    Array.from({ length: 64 }, (_, i) => i + 1),
  )
  expect(answers.map(({ entries }) => entries[0]!.envelope.revision)).toEqual(
    chain.map(({ revision }) => revision),
  )
  for (let i = 1; i < chain.length; i++) {
    expect(chain[i]!.previous).toBe(answers[i - 1]!.entries[0]!.hash)
  }
  expect(store.asked.length).toBeLessThan(5)
})

test('T-07 the same key and body are recorded once, whoever asks when', async () => {
  const { record, store } = await recorderWorld()
  const both = await Promise.all([
    record({ kind: 'Count' }, 'key-1'),
    record({ kind: 'Count' }, 'key-1'),
  ])
  const later = await (await recorderWorld(store)).record({ kind: 'Count' }, 'key-1')
  expect(store.events).toHaveLength(1)
  expect(both.map(({ repeated }) => repeated)).toEqual([false, true])
  expect(later.repeated).toBe(true)
  expect(later.entries[0]!.der).toEqual(both[0].entries[0]!.der)
  expect(both[1].entries[0]!.hash).toBe(both[0].entries[0]!.hash)
})

test('the same key with another body is refused, in the same append or later', async () => {
  const { record, store } = await recorderWorld()
  const first = record({ kind: 'Count' }, 'key-1', 'a')
  const second = record({ kind: 'Count' }, 'key-1', 'b')
  await first
  await expect(second).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  await expect(record({ kind: 'Count' }, 'key-1', 'c')).rejects.toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
  expect(store.events).toHaveLength(1)
})

test('E-15 an ambiguous append is resent with the same bytes and nothing else is signed meanwhile', async () => {
  const { record, store, remembered } = await recorderWorld()
  store.faults.push(
    { code: 'APPEND_AMBIGUOUS', stored: true },
    { code: 'STORE_UNAVAILABLE', stored: false },
  )
  const first = record({ kind: 'Count' })
  let signedDuring = -1
  store.onAppend = async () => {
    if (store.asked.length === 3) signedDuring = remembered.length
  }
  const second = first.then(() => record({ kind: 'Count' }))
  await first
  expect(store.asked[0]).toEqual(store.asked[1])
  expect(store.asked[0]).toEqual(store.asked[2])
  expect(signedDuring).toBe(1)
  expect(store.events).toHaveLength(1)
  await second
  expect(store.events.map(({ revision }) => revision)).toEqual([0, 1])
})

test('an append that was not stored is answered as such, is not counted as unsealed, and loses nothing that follows', async () => {
  const { record, store, remembered, forgotten } = await recorderWorld()
  store.faults.push({ code: 'STORE_UNAVAILABLE', stored: false })
  await expect(record({ kind: 'Count' }, 'key-1')).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  expect(forgotten).toEqual(remembered)
  const retried = await record({ kind: 'Count' }, 'key-1')
  expect(retried).toMatchObject({ repeated: false })
  expect(store.events).toHaveLength(1)
})

test('a lost revision drops what was signed and decides it anew on the other writer’s entries', async () => {
  const store = new MemoryEventStore()
  const here = await recorderWorld(store)
  const other = await recorderWorld(store)
  await here.record({ kind: 'Count' })
  await other.record({ kind: 'Count' })
  const answers = await Promise.all([
    here.record({ kind: 'Count' }),
    here.record({ kind: 'Count' }),
  ])
  const counts = store.events.map(({ data }) => parseEntry(data, crypto).envelope.data['count'])
  expect(counts).toEqual([1, 2, 3, 4])
  expect(answers.map(({ entries }) => entries[0]!.envelope.revision)).toEqual([2, 3])
})

test('a member’s refusal is an event of the case, answered as refused, once per key', async () => {
  const { record, store } = await recorderWorld()
  await record({ kind: 'Count' })
  for (let i = 0; i < 2; i++) {
    await expect(record({ kind: 'Refuse' }, 'key-r')).rejects.toMatchObject({
      code: 'CONSIGNATION_NOT_NOTIFIED',
      rule: 'R11',
    })
  }
  expect(store.events.map(({ type }) => type)).toEqual(['Counted', 'ActionRefused'])
})

test('T-22 a stranger’s refusal leaves the case untouched and stands in his own stream, target committed', async () => {
  const { record, store, recorder, streams, openings, failures } = await recorderWorld()
  await record({ kind: 'Count' })
  await expect(record({ kind: 'Hide' })).rejects.toMatchObject({ code: 'NOT_A_MEMBER' })
  expect(store.events).toHaveLength(1)
  await new Promise((resolve) => setImmediate(resolve))
  await recorder.stop()
  expect(failures).toEqual([])
  const told = store.events[1]!
  expect(told).toMatchObject({ stream: streams.console(person.id), type: 'ActionRefused' })
  expect(Buffer.from(told.data).includes(STREAM)).toBe(false)
  expect(openings).toContainEqual(expect.objectContaining({ field: 'target', value: STREAM }))
})

test('after ten refusals in a minute the rest is one summary', async () => {
  const { record, store, timers, recorder, advance } = await recorderWorld()
  await record({ kind: 'Count' })
  for (let i = 0; i < 14; i++) await record({ kind: 'Refuse' }).catch(() => undefined)
  advance(60_000)
  for (const { task } of timers) task()
  await recorder.stop()
  const types = store.events.map(({ type }) => type)
  expect(types.filter((type) => type === 'ActionRefused')).toHaveLength(10)
  const summary = parseEntry(store.events.at(-1)!.data, crypto).envelope
  expect(summary).toMatchObject({ type: 'RefusalsSummarised', data: { count: 4 } })
})

test('legally dated events are refused while no time-stamp can be had, others are not', async () => {
  const { world, record, store } = await recorderWorld()
  world.isOutage = true
  await record({ kind: 'Count' })
  await expect(record({ kind: 'Count', legallyDated: true })).rejects.toMatchObject({
    code: 'TIMESTAMP_REFUSED',
  })
  expect(store.events.map(({ type }) => type)).toEqual(['Counted'])
})

test('an action that changes nothing records nothing', async () => {
  const { record, store } = await recorderWorld()
  expect(await record({ kind: 'Nothing' })).toMatchObject({ entries: [], repeated: false })
  expect(store.events).toEqual([])
})

test('a stopped recorder answers what is under way and refuses what comes', async () => {
  const { record, recorder, store } = await recorderWorld()
  const underWay = record({ kind: 'Count' })
  await Promise.all([underWay, recorder.stop()])
  await expect(record({ kind: 'Count' })).rejects.toMatchObject({ code: 'RECORDER_STOPPED' })
  expect(store.events).toHaveLength(1)
})

test('an ambiguous append does not hold up the stop', async () => {
  const { record, recorder, store } = await recorderWorld()
  store.faults.push(
    ...Array.from({ length: 50 }, () => ({ code: 'APPEND_AMBIGUOUS', stored: false }) as const),
  )
  const pending = record({ kind: 'Count' })
  const answered = expect(pending).rejects.toMatchObject({ code: 'RECORDER_STOPPED' })
  await recorder.stop()
  await answered
})
