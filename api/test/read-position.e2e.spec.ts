import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

const HEADER = 'contremarque-position'
let world: HttpWorld
let judge: Caller

beforeAll(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
})
afterAll(() => world.close())

const positionOf = ({ headers }: { headers: object }) =>
  (headers as Record<string, string | undefined>)[HEADER]

test('each write tells where it stands, a repeat the same; a refusal and a read tell nothing', async () => {
  const key = { 'idempotency-key': 'position-1' }
  const first = await judge.post('/cases', order(), key)
  const again = await judge.post('/cases', order(), key)
  expect(positionOf(first)).toMatch(/^[\w-]{32}$/)
  expect([again.json(), positionOf(again)]).toEqual([
    { ...first.json<object>(), repeated: true, state: expect.any(String) as string },
    positionOf(first),
  ])
  const id = first.json<{ case: string }>().case
  const start = { kind: 'OrderImmediateStart', orderedOn: '2026-11-10', reference: 'x' }
  const clerk = await world.as('greffe')
  const refused = await clerk.post(`/cases/${id}/actions`, start)
  expect(refused.statusCode).toBe(403)
  expect(positionOf(refused)).toBeUndefined()
  expect(positionOf(await judge.get(`/cases/${id}`))).toBeUndefined()
})

test('many actions in one call tell the last of their positions', async () => {
  const item = (n: number) => ({
    key: `many-${n}-position`,
    action: order({ number: `26/000${n}` }),
  })
  const many = await judge.post('/actions', { items: [item(1), item(2), item(3)] })
  const { items } = many.json<{ items: { recorded: { case: string } }[] }>()
  const asked = { [HEADER]: positionOf(many)! }
  for (const { recorded } of items) {
    expect((await judge.get(`/cases/${recorded.case}`, asked)).statusCode).toBe(200)
  }
})

test('a read that asks for a position waits for it, and is told when it takes too long', async () => {
  const { models } = world.server
  await judge.get('/cases')
  await models['pause']()
  const written = await judge.post('/cases', order())
  const id = written.json<{ case: string }>().case
  const asked = { [HEADER]: positionOf(written)! }
  expect((await judge.get('/cases')).json<{ items: { id: string }[] }>().items).not.toContainEqual(
    expect.objectContaining({ id }),
  )
  const late = await judge.get('/cases', asked)
  expect([
    late.statusCode,
    late.json<{ code: string }>().code,
    late.headers['retry-after'],
  ]).toEqual([503, 'POSITION_NOT_REACHED', '1'])
  const waiting = judge.get('/cases', asked)
  models['follow']()
  expect((await waiting).json<{ items: { id: string }[] }>().items).toContainEqual(
    expect.objectContaining({ id }),
  )
})

test.each([
  ['nonsense', 'POSITION_MALFORMED'],
  ['A'.repeat(32), 'POSITION_FOREIGN'],
])('the position %j is refused with a code', async (position, code) => {
  const refused = await judge.get('/cases', { [HEADER]: position })
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([400, code])
})
