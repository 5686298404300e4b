import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import { TestTimers } from '../../test/ledger-kit.js'
import { EVEN, evenAnswers } from './even-answers.js'

let app: FastifyInstance
let timers: TestTimers
/** What is looked up, until the test says that it is known. */
let known: PromiseWithResolvers<void>
let answered: string[]

beforeEach(() => {
  app = fastify()
  timers = new TestTimers()
  known = Promise.withResolvers()
  answered = []
  evenAnswers(app, timers)
  app.get('/api/v1/cases/:id', (_request, reply) => reply.code(404).send({}))
  app.get('/api/v1/entries/:id', async (_request, reply) => {
    await known.promise
    return reply.code(404).send({})
  })
  app.post('/api/v1/cases/:id/documents', async (request, reply) => {
    await known.promise
    request.waitAnew()
    return reply.code(404).send({})
  })
  app.get('/api/v1/terms', () => ({}))
  app.post('/api/v1/actions', () => ({ items: [{ problem: { status: 404 } }] }))
})

afterEach(() => app.close())

async function ask(url: string, method: 'GET' | 'POST' = 'GET'): Promise<LightMyRequestResponse> {
  const answer = await app.inject({ method, url })
  answered.push(url)
  return answer
}

/** Every turn of the loop that an answer not held back would take. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

test('T-22 what is not found at once and what is only after a while are answered together', async () => {
  const both = Promise.all([ask('/api/v1/cases/1'), ask('/api/v1/entries/1')])
  await settle()
  timers.advance(EVEN - 1)
  known.resolve()
  await settle()
  expect(answered).toEqual([])
  timers.advance(1)
  expect((await both).map(({ statusCode }) => statusCode)).toEqual([404, 404])
})

test('T-22 who sends what is asked about only later waits as long from then on', async () => {
  const late = ask('/api/v1/cases/1/documents', 'POST')
  await settle()
  timers.advance(2 * EVEN)
  known.resolve()
  await settle()
  timers.advance(EVEN - 1)
  await settle()
  expect(answered).toEqual([])
  timers.advance(1)
  expect((await late).statusCode).toBe(404)
})

test('T-22 what several cases came to is told no sooner either', async () => {
  const several = ask('/api/v1/actions', 'POST')
  await settle()
  expect(answered).toEqual([])
  timers.advance(EVEN)
  expect((await several).statusCode).toBe(200)
})

test('what takes longer is answered when it is known', async () => {
  const late = ask('/api/v1/entries/1')
  await settle()
  timers.advance(EVEN)
  await settle()
  expect(answered).toEqual([])
  known.resolve()
  expect((await late).statusCode).toBe(404)
})

test('nothing else waits: what is found, and what the interface does not answer', async () => {
  expect((await ask('/api/v1/terms')).statusCode).toBe(200)
  expect((await ask('/nowhere')).statusCode).toBe(404)
})
