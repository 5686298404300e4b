import { httpWorld, type Caller, type HttpWorld } from './http-world.js'
import { SESSION_LIMITS } from './session-store.contract.js'
import { watchFeed } from './watched-feed.js'

const MINUTE = 60_000
const UNATTENDED = { 'contremarque-unattended': 'true' }
const real = Date.now
let ahead = 0
let world: HttpWorld
let url: string
let judge: Caller

beforeAll(async () => {
  Date.now = () => real() + ahead
  world = await httpWorld()
  await world.listen()
  url = await world.server.app.getUrl()
})
afterAll(async () => {
  Date.now = real
  await world.close()
})
beforeEach(async () => {
  judge = await world.as('magistrat')
})

test('T-21 a session in which nothing is asked for half an hour ends, and it is said why', async () => {
  ahead += 31 * MINUTE
  const answer = await judge.get('/session')
  expect(answer.statusCode).toBe(401)
  expect(answer.json()).toMatchObject({
    code: 'SESSION_IDLE',
    reason: { fr: 'La session a pris fin faute d’activité.' },
  })
  expect((await judge.post('/cases', {})).json()).toMatchObject({ code: 'SESSION_IDLE' })
})

test('T-21 one that is used goes on until its longest life is over', async () => {
  const end = Date.now() + SESSION_LIMITS.total
  while (Date.now() + 20 * MINUTE < end) {
    ahead += 20 * MINUTE
    expect((await judge.get('/session')).statusCode).toBe(200)
  }
  ahead += 20 * MINUTE
  const answer = await judge.get('/session')
  expect(answer.statusCode).toBe(401)
  expect(answer.json()).toMatchObject({ code: 'SESSION_EXPIRED' })
})

test('T-21 what a page asks of itself is answered and keeps no session from ending', async () => {
  ahead += 20 * MINUTE
  expect((await judge.get('/session', UNATTENDED)).statusCode).toBe(200)
  ahead += 11 * MINUTE
  expect((await judge.get('/session', UNATTENDED)).json()).toMatchObject({ code: 'SESSION_IDLE' })
})

test('T-21 a live feed keeps none from ending, opened anew or left open, and ends with it', async () => {
  const left = await watchFeed(url, judge.credentials)
  ahead += 20 * MINUTE
  const renewed = await watchFeed(url, judge.credentials)
  await renewed.until(({ event }) => event === 'health')
  ahead += 11 * MINUTE
  // Somebody else records: something is to be told to both.
  await world.as('greffe')
  for (const feed of [left, renewed]) {
    await expect(feed.until(() => false)).rejects.toThrow('the feed ended before')
  }
  expect((await judge.get('/session')).json()).toMatchObject({ code: 'SESSION_IDLE' })
})
