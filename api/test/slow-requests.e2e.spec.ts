import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { BlockList } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CONNECTION_LIMITS } from '../src/http/connection-limits.js'
import { EVEN } from '../src/http/even-answers.js'
import { Metrics } from '../src/http/metrics.js'
import { eventually } from './eventually.js'
import { httpWorld, order, type Caller } from './http-world.js'
import { problemIn, RawConnection } from './raw-connection.js'
import { actsIn } from './told-story.js'
import { TlsWorld } from './tls-caller.js'

const TLS = { port: 0, isImplied: false, files: undefined, url: undefined }
/** Bytes; a few drops are less, a whole piece is more. */
const PACE = 2_000
const BOUNDARY = 'contremarque'
/** Short for what is dripped here, long for what the others send on a busy machine. */
const limits = {
  ...CONNECTION_LIMITS,
  handshake: 2_000,
  head: 500,
  body: 500,
  pace: PACE,
  check: 20,
}
let tls: TlsWorld
let plain: number
let judge: Caller

beforeAll(async () => {
  const world = await httpWorld({ tls: TLS }, undefined, limits)
  judge = await world.as('magistrat')
  await world.listen()
  tls = await TlsWorld.listen(world)
  plain = Number(new URL(await world.server.app.getUrl()).port)
})

afterAll(() => {
  RawConnection.closeAll()
  return tls.close()
})

const opened: [string, () => Promise<RawConnection>][] = [
  ['the plain port', () => RawConnection.open(plain)],
  ['the TLS port', () => RawConnection.openTls(tls.port, tls.root)],
]

test.each(opened)('T-23 a head that drips into %s is not waited for', async (_, open) => {
  const slow = await open()
  await slow.send('GET /api/v1/health HTTP/1.1\r\nHost: a\r\n')
  const dripping = slow.drip('X-a: b\r\n', 10)
  expect((await judge.get('/health')).statusCode).toBe(200)
  await dripping
  expect(problemIn(slow.text)).toEqual({ status: 408, code: 'REQUEST_TIMED_OUT' })
})

test.each(opened)(
  'T-23 a body that drips into %s ends its connection; others are served meanwhile',
  async (_, open) => {
    const before = actsIn(tls.world.folder)
    const slow = await open()
    await slow.send(head({ 'content-type': 'application/json', 'content-length': '100000' }))
    const dripping = slow.drip(' ', 10)
    expect((await judge.get('/health')).statusCode).toBe(200)
    await dripping
    expect(problemIn(slow.text)).toEqual({ status: 408, code: 'REQUEST_TIMED_OUT' })
    expect(actsIn(tls.world.folder)).toBe(before)
  },
)

test('T-23 a body in chunks that never end is no different', async () => {
  const slow = await RawConnection.open(plain)
  await slow.send(head({ 'content-type': 'application/json', 'transfer-encoding': 'chunked' }))
  await slow.drip('1\r\n \r\n', 10)
  expect(problemIn(slow.text)).toEqual({ status: 408, code: 'REQUEST_TIMED_OUT' })
})

test.each([
  ['a health check', 'GET /api/v1/health', 200],
  ['the start page', 'GET /', 200],
  ['what is not there', 'GET /api/v1/nothing', 404],
])(
  'T-23 a body promised with %s, which nobody reads, ends its connection and no server',
  async (_, line, status) => {
    const slow = await RawConnection.open(plain)
    await slow.send(`${line} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n`)
    await slow.drip('x', limits.body)
    expect(await slow.untilClosed()).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect((await judge.get('/health')).statusCode).toBe(200)
  },
)

test('T-23 a form that drips is ended in the middle of its file, of which nothing is left', async () => {
  const id = await openCase()
  const before = actsIn(tls.world.folder)
  const slow = await RawConnection.open(plain)
  await slow.send(deposit(id))
  await eventually(async () => {
    await slow.send(' '.repeat(PACE))
    return incoming().length === 1
  })
  const dripping = slow.drip(' ', 10)
  expect((await judge.get('/health')).statusCode).toBe(200)
  await dripping
  expect(problemIn(slow.text)).toEqual({ status: 408, code: 'REQUEST_TIMED_OUT' })
  await eventually(async () => incoming().length === 0)
  expect(actsIn(tls.world.folder)).toBe(before)
})

test('T-23 a form that drips before anything is said of the file is no different', async () => {
  const [begun] = deposit(await openCase()).split('content-disposition')
  const slow = await RawConnection.open(plain)
  await slow.send(begun!)
  await slow.drip('x', 10)
  expect(problemIn(slow.text)).toEqual({ status: 408, code: 'REQUEST_TIMED_OUT' })
})

test('T-23 a form that drips on after it was refused loses its connection', async () => {
  const slow = await RawConnection.open(plain)
  await slow.send(deposit(randomUUID()))
  await slow.drip('x', 10)
  expect(slow.text).toContain('"code":"NOT_FOUND"')
})

test('T-22 what a form that comes late is not about is not found no sooner: the wait begins anew', async () => {
  const whole = deposit(randomUUID())
  const late = whole.indexOf(`--${BOUNDARY}`, whole.indexOf('"sha256"'))
  const slow = await RawConnection.open(plain)
  const answered = once(slow.socket, 'data')
  await slow.send(whole.slice(0, late))
  // As long as it would wait, had it begun with the head.
  await pause(3 * EVEN)
  const begin = performance.now()
  await slow.send(`${whole.slice(late)}%PDF`)
  await answered
  // Timers count whole milliseconds.
  expect(performance.now() - begin).toBeGreaterThan(EVEN - 2)
  expect(slow.text).toContain('"code":"NOT_FOUND"')
  slow.close()
})

test('T-23 a handshake that does not come to its end is not waited for', async () => {
  const silent = await RawConnection.open(tls.port)
  const half = await RawConnection.open(tls.port)
  // The beginning of a ClientHello that announces more than comes.
  await half.send(Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc))
  expect(await silent.untilClosed()).toBe('')
  await half.untilClosed()
})

test('T-23 what runs by default ends a slow head, body, form, handshake and silence, in that time', () => {
  const { head: forHead, body, pace, handshake, silence, request, check } = CONNECTION_LIMITS
  expect(pace / (body / 1_000)).toBeGreaterThanOrEqual(16 * 1024)
  const whole = [forHead, body, handshake, silence].map((limit) => limit + check)
  for (const limit of whole) expect(limit).toBeLessThanOrEqual(80_000)
  expect(request).toBeLessThanOrEqual(30 * 60_000)
})

test('T-23 connections beyond their number are closed, those before are served', async () => {
  const few = await httpWorld({}, undefined, { ...CONNECTION_LIMITS, connections: 2 })
  await few.server.app.listen({ port: 0, host: '127.0.0.1' })
  const port = Number(new URL(await few.server.app.getUrl()).port)
  const kept = [await RawConnection.open(port), await RawConnection.open(port)]
  await Promise.all(kept.map((each) => each.send('GET /api/v1/health HTTP/1.1\r\nHost: a\r\n')))
  expect(await (await RawConnection.open(port)).untilClosed()).toBe('')
  await kept[0]!.send('Connection: close\r\n\r\n')
  expect(await kept[0]!.untilClosed()).toContain('HTTP/1.1 200')
  kept[1]!.close()
  await few.close()
})

test('T-23 connections of one address beyond their number are closed and counted, on both ports', async () => {
  const counting = { ...CONNECTION_LIMITS, uncounted: new BlockList() }
  const few = await httpWorld({ tls: TLS, connections: 2 }, undefined, counting)
  const both = await TlsWorld.listen(few)
  await few.server.app.listen({ port: 0, host: '127.0.0.1' })
  const port = Number(new URL(await few.server.app.getUrl()).port)
  const kept = await RawConnection.open(port)
  await kept.send('GET /api/v1/health HTTP/1.1\r\nHost: a\r\n')
  const secure = await RawConnection.openTls(both.port, both.root)
  for (const to of [port, both.port]) {
    expect(await (await RawConnection.open(to)).untilClosed()).toBe('')
  }
  await kept.send('Connection: close\r\n\r\n')
  expect(await kept.untilClosed()).toContain('HTTP/1.1 200')
  const { text } = await few.server.app.get(Metrics).render()
  expect(text).toContain('contremarque_connections_refused_total 2\n')
  secure.close()
  await both.close()
})

async function openCase(): Promise<string> {
  return (await judge.post('/cases', order())).json<{ case: string }>().case
}

/** What is being taken in. */
function incoming(): string[] {
  const folder = join(tls.world.folder, 'documents', 'incoming')
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return names.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** A deposit up to the first byte of its file. */
function deposit(id: string): string {
  const declared = {
    kind: 'DepositDocument',
    documentKind: 'letter',
    title: 'Pièce',
    mediaType: 'application/pdf',
    sha256: '0'.repeat(64),
    size: 900_000_000,
  }
  const form = [
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="document"\r\n\r\n`,
    JSON.stringify(declared),
    `\r\n--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n`,
  ].join('')
  const fields = {
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'content-length': '1000000000',
  }
  return head(fields, `/cases/${id}/documents`) + form
}

/** Of a write that would be recorded if its body came. */
function head(fields: Readonly<Record<string, string>>, path = '/cases'): string {
  const all = { host: 'a', 'idempotency-key': randomUUID(), ...judge.credentials, ...fields }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST /api/v1${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}
