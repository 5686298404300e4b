import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { developmentPki } from '@contremarque/ledger/development'
import { generateP256, keySigner, nodeCrypto } from '@contremarque/ledger/node'
import { eventually } from '../../test/eventually.js'
import { TestClock, TestTimers } from '../../test/ledger-kit.js'
import { HttpChannel } from './http-channel.js'

const timers = new TestTimers()
const reply = 'application/timestamp-reply'
let server: Server
let url: string

async function serve(listener: RequestListener): Promise<HttpChannel> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`
  const settings = { name: 'one', url, policy: null, chain: [], crls: [url], ocsp: url }
  return new HttpChannel(settings, { timers, clock: new TestClock(), timeout: 5_000 })
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

test('a list is fetched and a responder asked as RFC 6960 says; garbage is told, not kept', async () => {
  const seen: unknown[] = []
  const channel = await serve(({ method, headers }, response) => {
    seen.push([method, headers['content-type']])
    response.setHeader('content-type', 'application/ocsp-response').end('nonsense')
  })
  const { certificate, issuer } = await certificates()
  const { crls, ocsps, problem } = await channel.revocation({ certificate, issuer, at: 0 }, never)
  expect(seen.sort()).toEqual([
    ['GET', undefined],
    ['POST', 'application/ocsp-request'],
  ])
  expect([crls, ocsps]).toEqual([[], []])
  expect(problem).toMatch(/no OCSP answer.*no revocation list|no revocation list.*no OCSP answer/)
})

test('a list that is too large is none', async () => {
  const channel = await serve((_, response) => response.end(Buffer.alloc(262_145)))
  const { certificate } = await certificates()
  const asked = channel.revocation({ certificate, issuer: undefined, at: 0 }, never)
  expect((await asked).problem).toContain('more than 262144 bytes')
})

async function certificates() {
  const key = keySigner(generateP256().privateKeyPem)
  const crypto = nodeCrypto()
  const notBefore = Date.UTC(2026, 10, 1)
  const { root } = await developmentPki({ key, notBefore, randomBytes: bytes, crypto })
  return { certificate: root, issuer: root }
}

function bytes(length: number): Uint8Array {
  return new Uint8Array(length).fill(7)
}
