import { randomUUID } from 'node:crypto'
import { personaOf } from '../src/identity/personas.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

const PER_MINUTE = 20
let world: HttpWorld
let judge: Caller

beforeEach(async () => {
  world = await httpWorld({ rateLimit: PER_MINUTE })
  await world.listen()
  judge = await world.as('magistrat')
})

afterEach(() => world.close())

test('T-23 a session has its requests of a minute, another its own', async () => {
  const clerk = await world.as('greffe')
  const codes = await statuses(PER_MINUTE + 5, () => judge.get('/session'))
  expect(codes.slice(-5)).toEqual([429, 429, 429, 429, 429])
  const refused = await judge.get('/session')
  expect(refused.headers['content-type']).toContain('application/problem+json')
  expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED' })
  expect((await clerk.get('/session')).statusCode).toBe(200)
})

test('T-23 invented cookies give nobody a minute of his own', async () => {
  const invented = () => ({ cookie: `contremarque-session=${randomUUID()}` })
  const codes = await statuses(PER_MINUTE + 5, () => world.anonymous.get('/session', invented()))
  expect(codes.filter((code) => code === 429).length).toBeGreaterThanOrEqual(5)
})

test('T-23 another spelling of an address is the same address', async () => {
  const { app } = world.server
  const ask = () => app.inject({ method: 'GET', url: '/%61pi/v1/personas' })
  const first = await ask()
  expect(first.headers['cache-control']).toBe('no-store')
  const codes = await statuses(PER_MINUTE, ask)
  expect(codes.at(-1)).toBe(429)
})

test('T-23 sessions are opened at most 60 times a minute from one address, however it is asked', async () => {
  const persona = personaOf('auditeur').id
  const codes = await statuses(70, (i) =>
    world.anonymous.post(i % 2 === 0 ? '/session' : `/session?${i}`, { persona }),
  )
  expect(codes.filter((code) => code === 429).length).toBeGreaterThanOrEqual(10)
})

test('T-23 a body, a form field or a path beyond its size is refused before it is understood', async () => {
  const large = await judge.post('/cases', { ...order(), subject: 'x'.repeat(1024 * 1024) })
  expect(large.json()).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' })
  const field = { kind: 'FileReport', title: 'x'.repeat(20_000) }
  const form = await judge.deposit(randomUUID(), field, Buffer.from('x'))
  expect([400, 413]).toContain(form.statusCode)
  const path = await judge.get(`/cases/${'0'.repeat(4096)}`)
  expect([400, 404, 414]).toContain(path.statusCode)
})

test('T-23 a session has a few live feeds at a time, and a new one once an old one ends', async () => {
  const roomy = await httpWorld()
  await roomy.listen()
  const clerk = await roomy.as('greffe')
  const url = `${await roomy.server.app.getUrl()}/api/v1/events`
  const feeds: AbortController[] = []
  const readers: unknown[] = []
  const open = async () => {
    const abort = new AbortController()
    feeds.push(abort)
    const response = await fetch(url, { headers: clerk.credentials, signal: abort.signal })
    // Read from and kept: a response that nobody wants is closed.
    const reader = response.body!.getReader()
    await reader.read()
    readers.push(reader)
    return response.status
  }
  for (let i = 0; i < 16; i++) expect(await open()).toBe(200)
  expect(await open()).toBe(429)
  feeds[0]!.abort()
  let status = 429
  for (let i = 0; i < 1000 && status === 429; i++) status = await open()
  expect(status).toBe(200)
  for (const feed of feeds) feed.abort()
  await roomy.close()
})

test('T-23 a request that does not come to its end is not waited for', () => {
  const { requestTimeout, headersTimeout, timeout } = world.server.app.getHttpServer() as {
    readonly [limit in 'headersTimeout' | 'requestTimeout' | 'timeout']: number
  }
  for (const limit of [requestTimeout, headersTimeout, timeout]) expect(limit).toBeGreaterThan(0)
})

test('T-15 JSON that is deep, reaches for prototypes or is no text is refused with a 400', async () => {
  const { app } = world.server
  const send = (payload: Buffer | string) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'content-type': 'application/json' },
      payload,
    })
  const deep = `{"persona":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
  for (const body of [
    deep,
    '{"__proto__":{"persona":"x"}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"persona":"\\ud800"}',
    Buffer.from([0x7b, 0xff, 0x7d]),
  ]) {
    expect((await send(body)).statusCode).toBe(400)
  }
  const surrogate = { ...order(), number: 'RG\ud800', subject: '\udfff' }
  const answer = await judge.post('/cases', surrogate)
  expect(answer.json()).toMatchObject({ status: 400, code: 'BODY_INVALID' })
})

test('T-21 a page of another site can have nothing done, not even with the cookie', async () => {
  const foreign = { 'sec-fetch-site': 'same-site' }
  const write = await judge.post('/cases', order(), foreign)
  expect(write.json()).toMatchObject({ status: 403, code: 'CROSS_SITE' })
  const login = await world.anonymous.post('/session', { persona: 'x' }, foreign)
  expect(login.json()).toMatchObject({ status: 403, code: 'CROSS_SITE' })
  expect((await judge.get('/cases', foreign)).statusCode).toBe(403)
  expect((await world.anonymous.get('/health', foreign)).statusCode).toBe(200)
})

async function statuses(
  count: number,
  ask: (i: number) => Promise<{ readonly statusCode: number }>,
): Promise<number[]> {
  const codes: number[] = []
  for (let i = 0; i < count; i++) codes.push((await ask(i)).statusCode)
  return codes
}
