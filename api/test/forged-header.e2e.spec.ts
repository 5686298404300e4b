import { hash, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import type { FastifyRequest } from 'fastify'
import { certificateThumbprint } from '../src/http/certificate-thumbprint.js'
import { clientAddress } from '../src/http/client-address.js'
import type { PersonaHandle } from '../src/identity/personas.js'
import { TestAuthority, type Keyed } from './certificate-kit.js'
import { httpWorld } from './http-world.js'
import { TlsWorld, type TlsCaller } from './tls-caller.js'

const TLS = { port: 0, isImplied: false, files: undefined, url: undefined }
const proxyAuthority = await TestAuthority.make()
const today = { notBefore: Date.now() - 86_400_000, notAfter: Date.now() + 86_400_000 }
const proxyKey = await proxyAuthority.issue({ commonName: 'Proxy', ...today })
const lapsedKey = await proxyAuthority.issue({ ...today, notAfter: Date.now() - 1000 })
const strangerKey = await proxyAuthority.issue({ commonName: 'Stranger', ...today })
const proxies = [proxyKey, lapsedKey].map(({ certificate }, i) => ({
  name: `proxy ${i}`,
  fingerprint: hash('sha256', certificate.der),
}))
const settings = mkdtempSync(join(tmpdir(), 'contremarque-proxy-'))
const certificateAuthorities = join(settings, 'authorities.json')
let tls: TlsWorld

beforeAll(async () => {
  writeFileSync(join(settings, 'root.pem'), pem(proxyAuthority.pki.root.der))
  const revocation = { policy: 'require', crls: ['none.crl'] }
  const authorities = [{ name: 'autre', anchors: ['root.pem'], revocation }]
  writeFileSync(certificateAuthorities, JSON.stringify({ authorities, proxies }))
  const world = await httpWorld({ tls: TLS, certificateAuthorities })
  await world.listen()
  tls = await TlsWorld.listen(world)
})

afterAll(async () => {
  await tls.close()
  rmSync(settings, { recursive: true })
})

const refused = (code: string, status = 403) => ({
  status,
  body: expect.objectContaining({ code }) as unknown,
})

describe('T-53 forged header', () => {
  const forgeries = async () => {
    const { raw } = await certificateOf('magistrat')
    return [
      { 'client-cert': `:${raw.toString('base64')}:` },
      { 'client-cert': encodeURIComponent(pem(raw)) },
      { 'x-forwarded-client-cert': pem(raw).replaceAll('\n', '') },
      { 'x-ssl-client-cert': encodeURIComponent(pem(raw)), 'ssl-client-verify': 'SUCCESS' },
    ]
  }

  test('nobody becomes another by a header: not with a certificate of his own, nor without, nor in plain', async () => {
    for (const headers of await forgeries()) {
      const expert = await tls.as('expert')
      expect((await expert.signIn(headers)).body).toMatchObject({ person: { role: 'expert' } })
      expect(await tls.with({}).signIn(headers)).toMatchObject(refused('CERTIFICATE_MISSING'))
      const plain = await tls.world.anonymous.post('/session/certificate', undefined, headers)
      expect(plain.json()).toMatchObject({ code: 'CERTIFICATE_MISSING' })
    }
  })

  test('the named proxy, known by its own certificate, says which one it was shown', async () => {
    const proxy = proxyCaller(proxyKey)
    const { raw } = await certificateOf('magistrat')
    for (const value of [`:${raw.toString('base64')}:`, encodeURIComponent(pem(raw))]) {
      const header = { 'client-cert': value }
      expect((await proxy.signIn(header)).body).toMatchObject({ person: { role: 'magistrat' } })
      expect(await proxy.get('/session', header)).toMatchObject({ status: 200 })
      const other = { 'client-cert': `:${(await certificateOf('expert')).raw.toString('base64')}:` }
      for (const headers of [other, {}]) {
        expect(await proxy.get('/session', headers)).toMatchObject(refused('SESSION_REQUIRED', 401))
      }
    }
  })

  test('the proxy identifies nobody by its own certificate, nor by a header that says two things', async () => {
    const proxy = proxyCaller(proxyKey)
    const one = `:${(await certificateOf('magistrat')).raw.toString('base64')}:`
    expect(await proxy.signIn()).toMatchObject(refused('CERTIFICATE_MISSING'))
    for (const value of [`${one}, ${one}`, ':AAAA:', 'AAAA', '%', `${one};a=1`]) {
      expect(await proxy.signIn({ 'client-cert': value })).toMatchObject(
        refused('CERTIFICATE_UNREADABLE'),
      )
    }
  })

  test('who asks from where is said by the named proxy alone, in the last address it wrote', () => {
    const through = (peer: Keyed | undefined, forwarded: string) =>
      clientAddress(requestOver(peer, { 'x-forwarded-for': forwarded }), proxies)
    expect(through(proxyKey, '203.0.113.7')).toBe('203.0.113.7')
    expect(through(proxyKey, '10.0.0.1, 2001:db8::7')).toBe('2001:db8::7')
    for (const nonsense of ['', 'unknown', '203.0.113.7, "><script>', '1.2.3']) {
      expect(through(proxyKey, nonsense)).toBe('127.0.0.1')
    }
    for (const nobody of [undefined, lapsedKey, strangerKey]) {
      expect(through(nobody, '203.0.113.7')).toBe('127.0.0.1')
    }
  })

  test('a token bound to a certificate is of whom the proxy was shown, never of the proxy', async () => {
    const { raw } = await certificateOf('magistrat')
    const shown = { 'client-cert': `:${raw.toString('base64')}:` }
    const thumbprint = (der: Uint8Array) => hash('sha256', der, 'base64url')
    expect(certificateThumbprint(requestOver(proxyKey, shown), proxies)).toBe(thumbprint(raw))
    expect(certificateThumbprint(requestOver(proxyKey, {}), proxies)).toBeUndefined()
    expect(certificateThumbprint(requestOver(lapsedKey, shown), proxies)).toBeUndefined()
    const own = thumbprint(strangerKey.certificate.der)
    expect(certificateThumbprint(requestOver(strangerKey, shown), proxies)).toBe(own)
  })

  test('everybody behind the named proxy has openings of sessions of his own', async () => {
    const limited = await TlsWorld.listen(
      await httpWorld({ tls: TLS, rateLimit: 6000, certificateAuthorities }),
    )
    const proxy = limited.with({
      cert: pem(proxyKey.certificate.der),
      key: proxyKey.privateKeyPem,
    })
    const openAs = async (address: string) =>
      (await proxy.post('/session/certificate', { 'x-forwarded-for': address })).status
    for (let i = 0; i < 60; i++) expect(await openAs('203.0.113.7')).toBe(403)
    expect(await openAs('203.0.113.7')).toBe(429)
    expect(await openAs('1.1.1.1, 203.0.113.7')).toBe(429)
    expect(await openAs('203.0.113.8')).toBe(403)
    const stranger = limited.with({})
    for (let i = 0; i < 60; i++) {
      await stranger.post('/session/certificate', { 'x-forwarded-for': `203.0.113.${i}` })
    }
    const answer = await stranger.post('/session/certificate', { 'x-forwarded-for': '8.8.8.8' })
    expect(answer.status).toBe(429)
    await limited.close()
  })

  test('no header changes method, address, host or protocol of a request', async () => {
    const judge = await tls.as('magistrat')
    await judge.signIn()
    const forged = {
      'x-http-method-override': 'DELETE',
      'x-method-override': 'DELETE',
      'x-original-url': '/api/v1/session',
      'x-rewrite-url': '/api/v1/health',
      'x-forwarded-host': 'ailleurs.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/ailleurs',
      forwarded: 'for=10.0.0.1;host=ailleurs.example;proto=http',
      'x-real-ip': '10.0.0.1',
    }
    expect(await judge.post('/session', forged)).toMatchObject({ status: 400 })
    expect(await judge.get('/session', forged)).toMatchObject({
      status: 200,
      body: { person: { role: 'magistrat' } },
    })
    const methods = await judge.get('/session/methods', forged)
    expect(JSON.stringify(methods.body)).not.toContain('ailleurs')
    expect((await judge.signIn(forged)).cookies[0]).toMatch(/; Secure;/)
    const from = { origin: 'https://ailleurs.example' }
    expect(await judge.get('/session', from)).toMatchObject(refused('CROSS_SITE'))
  })

  test('a proxy whose own certificate has expired is one no more', async () => {
    const header = {
      'client-cert': `:${(await certificateOf('magistrat')).raw.toString('base64')}:`,
    }
    expect(await proxyCaller(lapsedKey).signIn(header)).toMatchObject(
      refused('CERTIFICATE_MISSING'),
    )
  })
})

/** A request over a connection whose other end proved to hold this key. */
function requestOver(peer: Keyed | undefined, headers: Readonly<Record<string, string>>) {
  const shown = peer && new X509Certificate(peer.certificate.der)
  const socket: unknown = Object.create(TLSSocket.prototype, {
    getPeerX509Certificate: { value: () => shown },
  })
  return { headers, ip: '127.0.0.1', raw: { socket } } as unknown as FastifyRequest
}

function proxyCaller({ certificate, privateKeyPem }: Keyed): TlsCaller {
  return tls.with({ cert: pem(certificate.der), key: privateKeyPem })
}

async function certificateOf(handle: PersonaHandle): Promise<X509Certificate> {
  const path = join(tls.world.folder, `development/personas/${handle}.cert.der`)
  return new X509Certificate(await readFile(path))
}

function pem(der: Uint8Array): string {
  return new X509Certificate(der).toString()
}
