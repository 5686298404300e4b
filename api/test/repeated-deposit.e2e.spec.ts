import { randomUUID } from 'node:crypto'
import { bodies, file, plain } from './asked-actions.js'
import { caughtUp } from './caught-up.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import type { Answer } from './way-to-server.js'

let world: HttpWorld
let judge: Caller
let clerk: Caller
let expert: Caller
let lawyer: Caller

beforeAll(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
  clerk = await world.as('greffe')
  expert = await world.as('expert')
  lawyer = await world.as('avocat-demanderesse')
})

afterAll(() => world.close())

interface Deposited {
  readonly kind: 'DepositDocument' | 'FilePreReport' | 'FileReport'
  readonly body: object
}

const letter: Deposited = {
  kind: 'DepositDocument',
  body: { kind: 'DepositDocument', documentKind: 'letter', ...plain },
}
const preReport: Deposited = {
  kind: 'FilePreReport',
  body: { kind: 'FilePreReport', observationsDueOn: null, ...plain },
}
const report: Deposited = { kind: 'FileReport', body: { kind: 'FileReport', ...plain } }

async function act(caller: Caller, id: string, action: object): Promise<void> {
  expect((await caller.post(`/cases/${id}/actions`, action)).statusCode).toBe(201)
}

/** A case in which everything may be deposited. */
async function openCase(): Promise<string> {
  const { case: id } = (await judge.post('/cases', order())).json<{ case: string }>()
  await act(clerk, id, { kind: 'NotifyDesignation' })
  await act(expert, id, { kind: 'AcceptDesignation', ...bodies.AcceptDesignation })
  await act(judge, id, { kind: 'OrderImmediateStart', ...bodies.OrderImmediateStart })
  return id
}

async function typesOf(id: string): Promise<readonly string[]> {
  await judge.get(`/cases/${id}`)
  await caughtUp(world.server)
  const timeline = await judge.get(`/cases/${id}/timeline`)
  return timeline.json<{ items: { type: string }[] }>().items.map(({ type }) => type)
}

/** Asked twice with one key, as by who never saw the first answer. */
async function twice(
  caller: Caller,
  id: string,
  body: object,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<readonly Answer[]> {
  const key = { 'idempotency-key': randomUUID() }
  const first = await caller.deposit(id, body, file, key)
  await between()
  return [first, await caller.deposit(id, body, file, key)]
}

test.each([letter, preReport, report])(
  'T-07 $kind asked again is answered as the first time, however the case has gone on, and refused to nobody',
  async ({ body }) => {
    const id = await openCase()
    const [first, again] = await twice(expert, id, body, async () => {
      await expert.deposit(id, report.body, file)
      await act(clerk, id, { kind: 'CloseExpertise', ...bodies.CloseExpertise })
    })
    expect([first!.statusCode, again!.statusCode]).toEqual([201, 201])
    const { document, entries } = first!.json<{ document: string; entries: object[] }>()
    expect(again!.json()).toMatchObject({ repeated: true, document, entries })
    const types = await typesOf(id)
    const refusals = types.filter((type) => type === 'ActionRefused')
    // The report filed between, where it was the report that is asked for.
    expect(refusals).toHaveLength(body === report.body ? 1 : 0)
  },
)

test('T-07 a deposit refused is refused again under its key, and is one refusal', async () => {
  const { case: id } = (await judge.post('/cases', order())).json<{ case: string }>()
  const answers = await twice(lawyer, id, { ...letter.body, documentKind: 'piece' })
  for (const answer of answers) {
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({ code: 'CONSIGNATION_NOT_NOTIFIED' })
  }
  const types = await typesOf(id)
  expect(types.filter((type) => type === 'ActionRefused')).toHaveLength(1)
})

test('T-07 the key of a deposit with another description is refused before the file is weighed', async () => {
  const id = await openCase()
  const key = { 'idempotency-key': randomUUID() }
  expect((await expert.deposit(id, letter.body, file, key)).statusCode).toBe(201)
  const other = await expert.deposit(id, { ...letter.body, title: 'Autre' }, file, key)
  expect(other.statusCode).toBe(422)
  expect(other.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
})
