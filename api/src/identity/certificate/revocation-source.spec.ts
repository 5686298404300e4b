import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../../test/eventually.js'
import { TestTimers } from '../../../test/ledger-kit.js'
import { HttpRevocationSource } from './revocation-source.js'

const timers = new TestTimers()
const source = new HttpRevocationSource(timers)
const type = { 'content-type': 'application/ocsp-response' }
const TIMEOUT = 3_000
const silence = expect.objectContaining({ code: 'REVOCATION_UNKNOWN' })
let server: Server
let url: string

async function serve(listener: RequestListener): Promise<void> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

test('posts the request as RFC 6960 says and gives back the answer, byte for byte', async () => {
  const seen: unknown[] = []
  await serve((request, response) => {
    seen.push(request.method, request.headers['content-type'])
    request.on('data', (part: Buffer) => seen.push(part.toString('hex')))
    request.on('end', () => response.writeHead(200, type).end(Buffer.from([0, 255, 10])))
  })
  expect([...(await source.answer(url, Uint8Array.of(0x30, 0), TIMEOUT))]).toEqual([0, 255, 10])
  expect(seen).toEqual(['POST', 'application/ocsp-request', '3000'])
})

test.each<[string, RequestListener]>([
  ['another status', (_, r) => r.writeHead(503, type).end()],
  ['another content type', (_, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
  ['a torn connection', (_, r) => r.destroy()],
  ['more than an answer may be', (_, r) => r.writeHead(200, type).end(Buffer.alloc(65_537))],
])('%s is silence', async (_, listener) => {
  await serve(listener)
  await expect(source.answer(url, Uint8Array.of(1), TIMEOUT)).rejects.toEqual(silence)
})

test('T-51 a redirect is not followed, for an answer as for a list', async () => {
  let followed = 0
  await serve((request, response) => {
    if (request.url === '/elsewhere') followed++
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  await expect(source.answer(url, Uint8Array.of(1), TIMEOUT)).rejects.toEqual(silence)
  await expect(source.list(url, TIMEOUT)).rejects.toEqual(silence)
  expect(followed).toBe(0)
})

test('T-51 a list beyond its size is not read to its end', async () => {
  await serve((_, response) => {
    const part = Buffer.alloc(1024 * 1024)
    const more = () => {
      while (response.write(part));
      response.once('drain', more)
    }
    more()
  })
  await expect(source.list(url, TIMEOUT)).rejects.toEqual(silence)
})

test.each([
  ['says nothing', false],
  ['begins and does not end', true],
])('a source that %s is given up after the time-out', async (_, begins) => {
  let isAsked = false
  await serve((__, response) => {
    isAsked = true
    if (begins) response.writeHead(200, type).write('x')
  })
  const asked = expect(source.answer(url, Uint8Array.of(1), TIMEOUT)).rejects.toEqual(silence)
  await eventually(() => isAsked)
  timers.advance(TIMEOUT)
  await asked
})

test('a list comes over HTTP or from a file, in DER or in PEM', async () => {
  const list = Buffer.from([0x30, 1, 2, 3])
  await serve((_, response) => response.end(list))
  const folder = await mkdtemp(join(tmpdir(), 'contremarque-crl-'))
  const file = async (name: string, content: Buffer | string) => {
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }
  const pem = `-----BEGIN X509 CRL-----\n${list.toString('base64')}\n-----END X509 CRL-----\n`
  for (const location of [url, await file('a.crl', list), await file('a.pem', pem)]) {
    expect(Buffer.from(await source.list(location, TIMEOUT))).toEqual(list)
  }
  await expect(source.list(join(folder, 'none.crl'), TIMEOUT)).rejects.toEqual(silence)
  await rm(folder, { recursive: true })
})
