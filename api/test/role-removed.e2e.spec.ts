import { personaOf } from '../src/identity/personas.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

let world: HttpWorld
let judge: Caller
let administrator: Caller

beforeAll(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
  administrator = await world.as('administrateur')
}, 60_000)

afterAll(() => world.close())

const start = { kind: 'OrderImmediateStart', orderedOn: '2026-11-10', reference: 'x' }
const newCase = async () => (await judge.post('/cases', order())).json<{ case: string }>().case

test('T-74 a judge who hands over control loses its powers in the session that is open', async () => {
  const id = await newCase()
  const act = (action: object) => judge.post(`/cases/${id}/actions`, action)
  expect((await act(start)).statusCode).toBe(201)
  const enrolled = { role: 'magistrat', name: 'Une autre juge', address: null }
  const { person } = (await administrator.post('/persons', enrolled)).json<{ person: string }>()
  const handOver = { kind: 'AddActor', person, role: 'magistrat', controls: true }
  expect((await act(handOver)).statusCode).toBe(201)
  const refused = await act(start)
  expect(refused.statusCode).toBe(403)
  expect(refused.json()).toMatchObject({ code: 'NOT_THE_CONTROL_JUDGE', rule: 'R04' })
})

test('T-74 a role withdrawn is gone with the next request, and its session with it', async () => {
  const id = await newCase()
  const expert = await world.as('expert')
  expect((await expert.get(`/cases/${id}`)).statusCode).toBe(200)
  const roles = `/persons/${personaOf('expert').id}/roles`
  const change = (kind: string) => administrator.post(roles, { kind, role: 'expert' })
  expect((await change('WithdrawRole')).statusCode).toBe(201)
  const asked = await Promise.all([
    expert.get(`/cases/${id}`),
    expert.post(`/cases/${id}/actions`, { kind: 'NotifyDesignation' }),
    expert.get('/ledger/health'),
  ])
  expect(asked.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401])
  expect((await change('GrantRole')).statusCode).toBe(201)
  expect((await expert.get(`/cases/${id}`)).statusCode).toBe(401)
})
