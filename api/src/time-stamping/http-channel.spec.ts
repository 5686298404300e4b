import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eventually } from '../../test/eventually.js'
import { TestTimers } from '../../test/ledger-kit.js'
import { HttpChannel } from './http-channel.js'

const timers = new TestTimers()
const reply = 'application/timestamp-reply'
let server: Server
let url: string

async function serve(listener: RequestListener): Promise<HttpChannel> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`
  return new HttpChannel({ name: 'one', url, policy: null, chain: [], crls: [url] }, timers, 5_000)
}
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const never = new AbortController().signal
const question = Uint8Array.of(0x30, 0x00)

test('posts the request as RFC 3161 §3.4 says and gives back the answer, byte for byte', async () => {
  const seen: unknown[] = []
  const channel = await serve((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      seen.push(
        request.method,
        request.headers['content-type'],
        Buffer.concat(parts).toString('hex'),
      )
      response.writeHead(200, { 'content-type': reply }).end(Buffer.from([0, 255, 10, 13]))
    })
  })
  expect([...(await channel.ask(question, never))]).toEqual([0, 255, 10, 13])
  expect(seen).toEqual(['POST', 'application/timestamp-query', '3000'])
})

test.each<[string, string, RequestListener]>([
  ['another status', 'TSA_ANSWER_MALFORMED', (_, r) => r.writeHead(503).end()],
  [
    'another content type',
    'TSA_ANSWER_MALFORMED',
    (_, r) => r.setHeader('content-type', 'text/html').end('<p>'),
  ],
  ['a redirect', 'TSA_UNREACHABLE', (_, r) => r.writeHead(302, { location: '/else' }).end()],
  ['a torn connection', 'TSA_UNREACHABLE', (_, r) => r.destroy()],
  [
    'more than it may be',
    'TSA_ANSWER_TOO_LARGE',
    (_, r) => r.writeHead(200, { 'content-type': reply }).end(Buffer.alloc(65_537)),
  ],
])('%s is no answer: %s', async (_, code, listener) => {
  const channel = await serve(listener)
  await expect(channel.ask(question, never)).rejects.toMatchObject({ code })
})

test.each([
  ['says nothing', false],
  ['begins and does not end', true],
])('an authority that %s is given up after the time-out', async (_, begins) => {
  let isAsked = false
  const channel = await serve((__, response) => {
    isAsked = true
    if (begins) response.writeHead(200, { 'content-type': reply }).write('x')
  })
  const asked = expect(channel.ask(question, never)).rejects.toMatchObject({
    code: 'TSA_TIMED_OUT',
  })
  await eventually(() => isAsked)
  timers.advance(5_000)
  await asked
})

test('nobody listening', async () => {
  const channel = await serve(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  await expect(channel.ask(question, never)).rejects.toMatchObject({ code: 'TSA_UNREACHABLE' })
})

test('revocation lists are fetched once and kept for further tokens', async () => {
  let fetched = 0
  const channel = await serve((_, response) => {
    fetched++
    response.end(Buffer.from('crl'))
  })
  const first = await channel.revocation(never)
  expect(await channel.revocation(never)).toEqual(first)
  expect(first.crls.map((crl) => Buffer.from(crl).toString())).toEqual(['crl'])
  expect(fetched).toBe(1)
})
