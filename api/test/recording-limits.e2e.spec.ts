import { randomBytes, randomUUID } from 'node:crypto'
import type { DraftEvent } from '../src/actions/decider.js'
import { caseStream } from '../src/actions/expertise/case-stream.js'
import type { HeldData } from '../src/http/schemas/personal-data.js'
import { personaOf } from '../src/identity/personas.js'
import { PLATFORM } from '../src/identity/platform-person.js'
import { file, plain } from './asked-actions.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import { actsIn } from './told-story.js'
import type { Answer } from './way-to-server.js'

/** How many actions may wait to be recorded. */
const MAX_WAITING = 20_000
const noticed = { kind: 'NotifyDesignation' }
const expert = personaOf('expert').id
let world: HttpWorld
let judge: Caller
let id: string

beforeAll(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
  id = await newCase()
})

afterAll(() => world.close())

test('T-23 while too much waits to be recorded a write is put off, says when to ask again, and then stands once', async () => {
  const release = await holdAppends()
  const first = judge.post(`/cases/${id}/actions`, noticed)
  await release.reached
  const nothing = { initialState: null, evolve: () => null, decide: () => [] }
  const person = { ...PLATFORM, id: personaOf('magistrat').id }
  const asked = { stream: caseStream(id), decider: nothing, action: null, person }
  const { recorder } = world.server.node
  const waiting = Array.from({ length: MAX_WAITING - 1 }, () => recorder.record(asked))
  const key = { 'idempotency-key': randomUUID() }
  const refused = await judge.post('/cases', order(), key)
  expectProblem(refused, 503, 'RECORDER_BUSY')
  expect(refused.headers['retry-after']).toBe('1')
  const item = { key: randomUUID(), action: order() }
  const many = (await judge.post('/actions', { items: [item] })).json<{ items: unknown[] }>()
  expect(many.items).toMatchObject([{ problem: { status: 503, code: 'RECORDER_BUSY' } }])
  release.now()
  expect((await first).statusCode).toBe(201)
  await Promise.all(waiting)
  const again = await judge.post('/cases', order(), key)
  expect([again.statusCode, again.json()]).toMatchObject([201, { repeated: false }])
})

test('in a case of more members than an entry may name a document is made available by several', async () => {
  const crowded = await newCase()
  for (let i = 0; i < 2; i++) await addActors(crowded, 300)
  const clerk = await world.as('greffe')
  const letter = { kind: 'DepositDocument', documentKind: 'letter', ...plain }
  const deposited = await clerk.deposit(crowded, letter, file)
  const { document } = deposited.json<{ document: string }>()
  const made = await clerk.post(`/cases/${crowded}/actions`, {
    kind: 'MakeDocumentAvailable',
    document,
  })
  expect(made.statusCode).toBe(201)
  const { entries } = made.json<{ entries: { type: string }[] }>()
  expect(entries.map(({ type }) => type)).toEqual(Array(3).fill('DocumentMadeAvailable'))
})

test('an entry that would be too large is refused, and nothing of it is recorded', async () => {
  const { recorder } = world.server.node
  const record = recorder.record.bind(recorder)
  const data = { words: 'x'.repeat(70_000) }
  const draft: DraftEvent = { type: 'Told', typeVersion: 1, data, personal: {}, documents: [] }
  // No action that the interface takes says as much.
  recorder.record = (asked) =>
    record({ ...asked, decider: { ...asked.decider, decide: () => [draft] } })
  const before = actsIn(world.folder)
  const key = { 'idempotency-key': randomUUID() }
  const ask = () => judge.post(`/cases/${id}/actions`, noticed, key)
  for (const answer of [await ask(), await ask()]) {
    expectProblem(answer, 413, 'ENTRY_TOO_LARGE')
    // It does not pass by itself.
    expect(answer.headers['retry-after']).toBeUndefined()
  }
  recorder.record = record
  expect(actsIn(world.folder)).toBe(before)
})

test('T-63 an erasure that one append cannot tell is refused before anything is erased', async () => {
  const { models, node } = world.server
  const opening = { stream: caseStream(id), revision: 0, salt: 'A'.repeat(43), value: 'x' }
  const openings = Array.from({ length: 12_000 }, (_, i) => ({
    ...opening,
    field: `field.${i}`,
    digest: randomBytes(32).toString('hex'),
    person: expert,
  }))
  await node.personalData.openings.put(openings)
  await models.waitFor(await node.ledger.folder.store.headPosition())
  const officer = await world.as('dpo')
  const held = async () =>
    (await officer.get(`/personal-data/persons/${expert}`)).json<HeldData>().openings
  const seen = await held()
  const answer = await officer.post(`/personal-data/persons/${expert}/erasure`, {
    ...{ case: null, basis: 'court-decision', reference: 'DPD-1', decision: 'TJ 26/7' },
    confirmation: { person: expert, openings: seen },
  })
  expectProblem(answer, 413, 'ERASURE_TOO_LARGE')
  expect(await held()).toBe(seen)
})

async function newCase(): Promise<string> {
  return (await judge.post('/cases', order())).json<{ case: string }>().case
}

/** A problem by RFC 9457, told in few words. */
function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  const { type, ...told } = answer.json<Record<string, unknown>>()
  expect([answer.statusCode, told]).toMatchObject([status, { status, code }])
  expect(type).toMatch(new RegExp(`#${code}$`))
}

/** As if the store did not answer: `reached` once something is to be stored, `now` lets all go on. */
async function holdAppends() {
  const { ledger } = world.server.node
  await ledger.settle()
  const { store } = ledger.folder
  const append = store.append.bind(store)
  const reached = Promise.withResolvers<undefined>()
  const gate = Promise.withResolvers<undefined>()
  store.append = async (...asked) => {
    reached.resolve(undefined)
    await gate.promise
    return append(...asked)
  }
  return {
    reached: reached.promise,
    now: () => {
      store.append = append
      gate.resolve(undefined)
    },
  }
}

/** More than any order names: a case that grew. */
async function addActors(to: string, count: number): Promise<void> {
  const drafts = Array.from({ length: count }, (): DraftEvent => {
    const data = { actor: randomUUID(), role: 'tiers', actsFor: null, controls: false }
    return { type: 'ActorAdded', typeVersion: 1, data, personal: {}, documents: [] }
  })
  await world.server.node.recorder.record({
    stream: caseStream(to),
    decider: { initialState: null, evolve: () => null, decide: () => drafts },
    action: null,
    person: PLATFORM,
  })
}
