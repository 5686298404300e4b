import { randomUUID } from 'node:crypto'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import { problemIn, RawConnection } from './raw-connection.js'
import { actsIn } from './told-story.js'

const JSON_TYPE = { 'content-type': 'application/json' }
let world: HttpWorld
let judge: Caller
let port: number

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  judge = await world.as('magistrat')
  port = Number(new URL(await world.server.app.getUrl()).port)
})

afterAll(() => {
  RawConnection.closeAll()
  return world.close()
})

const many = (count: number) =>
  JSON.stringify({
    ...order(),
    ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 0])),
  })
const items = (count: number) =>
  JSON.stringify({
    items: Array.from({ length: count }, () => ({
      key: randomUUID(),
      case: randomUUID(),
      action: { kind: 'NotifyDesignation' },
    })),
  })
const nested = (open: string, close: string, depth: number) =>
  `{"kind":"OrderExpertise","mission":${open.repeat(depth)}${close.repeat(depth)}}`

const large: [string, string, () => string, number, string][] = [
  [
    'a body of a byte too many',
    '/cases',
    () => `{"a":"${'x'.repeat(1_048_569)}"}`,
    413,
    'BODY_TOO_LARGE',
  ],
  ['arrays, 100,000 deep', '/cases', () => nested('[', ']', 100_000), 400, 'BODY_INVALID'],
  [
    'objects, 100,000 deep',
    '/cases',
    () => `{"kind":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`,
    400,
    'BODY_INVALID',
  ],
  ['80,000 members', '/cases', () => many(80_000), 400, 'BODY_INVALID'],
  ['more actions than one call takes', '/actions', () => items(501), 400, 'BODY_INVALID'],
  [
    'a number beyond all numbers',
    '/cases',
    () => `{"kind":1${'0'.repeat(100_000)}}`,
    400,
    'BODY_INVALID',
  ],
]

test.each(large)(
  'T-23 %s is a problem, said in few words, and nothing is recorded',
  async (_, path, body, status, code) => {
    const before = actsIn(world.folder)
    const key = { 'idempotency-key': randomUUID() }
    const answer = await judge.post(path, Buffer.from(body()), { ...JSON_TYPE, ...key })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code])
    expect(answer.body.length).toBeLessThan(20_000)
    expect(actsIn(world.folder)).toBe(before)
  },
)

test.each([
  ['wrongly encoded', '/cases/%zz'],
  ['half a character', '/cases/%E0%A4%A'],
  ['wrongly encoded where there is no interface', '/../../%zz'],
  ['with too long a part', `/cases/${'a'.repeat(129)}`],
])('an address %s is a problem that does not repeat it', async (_, path) => {
  const answer = await judge.get(path)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.json()).toEqual({
    type: expect.stringMatching(/#REQUEST_MALFORMED$/),
    title: 'The request cannot be read',
    status: 400,
    code: 'REQUEST_MALFORMED',
  })
})

test.each([
  ['an address', () => `GET /api/v1/${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ['a header', () => `GET /api/v1/health HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`],
  [
    'many headers',
    () => `GET /api/v1/health HTTP/1.1\r\nHost: a\r\n${'X: a\r\n'.repeat(4_000)}\r\n`,
  ],
])('T-23 %s of 20,000 bytes ends the connection with a problem', async (_, request) => {
  const connection = await RawConnection.open(port)
  await connection.send(request())
  expect(problemIn(await connection.untilClosed())).toEqual({
    status: 431,
    code: 'HEADER_TOO_LARGE',
  })
})

test.each([
  ['no HTTP at all', 'EHLO mail\r\n\r\n'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  [
    'a length beside chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a line break in a header', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\nSet-Cookie: b\rc\r\n\r\n'],
  ['no host', 'GET /api/v1/health HTTP/1.1\r\n\r\n'],
])('T-23 %s is refused: nothing is smuggled behind it', async (_, request) => {
  const connection = await RawConnection.open(port)
  await connection.send(`${request}GET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n`)
  const text = await connection.untilClosed()
  expect(text).toMatch(/^HTTP\/1\.1 400 /)
  expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1)
})
