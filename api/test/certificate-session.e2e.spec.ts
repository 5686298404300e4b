import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { connect, type ConnectionOptions } from 'node:tls'
import { RevokedPersonas } from '../src/development/pki/revoked-personas.js'
import { Metrics } from '../src/http/metrics.js'
import { personaOf, type PersonaHandle } from '../src/identity/personas.js'
import { TestAuthority } from './certificate-kit.js'
import { entriesOf } from './entries-of.js'
import { eventually } from './eventually.js'
import { httpWorld } from './http-world.js'
import { RawConnection } from './raw-connection.js'
import { TlsWorld } from './tls-caller.js'

const TLS = { port: 0, isImplied: false, files: undefined, url: undefined }
const today = { notBefore: Date.now() - 86_400_000, notAfter: Date.now() + 86_400_000 }
let tls: TlsWorld

beforeAll(async () => {
  tls = await TlsWorld.listen(await httpWorld({ tls: TLS }))
})

afterAll(() => tls.close())

const refused = (code: string, status = 403) => ({
  status,
  body: expect.objectContaining({ code }) as unknown,
})

test('the certificate of a connection opens a session, bound and strict, that says what it rests on', async () => {
  const judge = await tls.as('magistrat')
  const { status, cookies, body } = await judge.signIn()
  expect({ status, body }).toMatchObject({
    status: 201,
    body: {
      person: { id: personaOf('magistrat').id, role: 'magistrat', name: 'Claire Vasseur' },
      authentication: { method: 'certificate', validity: 'good', checkedAt: expect.any(String) },
    },
  })
  expect(cookies[0]).toMatch(
    /^__Host-contremarque-session=[\w-]{43}; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/,
  )
  expect(await judge.get('/session')).toMatchObject({
    status: 200,
    body: { person: { role: 'magistrat' } },
  })
})

test('what was found out about the certificate is in every entry, fingerprint and authority only committed', async () => {
  const expert = await tls.as('expert')
  await expert.signIn()
  const [opened] = await consoleOf('expert')
  expect(opened).toMatchObject({
    type: 'ConsoleSessionOpened',
    authentication: { method: 'certificate', validity: 'good', checkedAt: expect.any(String) },
  })
  expect(opened!.commitments.map(({ field }) => field)).toContain('authentication')
  const { personalData, streams } = tls.world.server.node
  const places = [{ stream: streams.console(personaOf('expert').id), revision: opened!.revision }]
  const openings = [...(await personalData.openings.forEntries(places)).values()]
  expect(openings).toContainEqual(
    expect.objectContaining({
      field: 'authentication',
      value: {
        authority: expect.stringMatching(/./),
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        serial: expect.stringMatching(/^[0-9a-f]+$/),
      },
    }),
  )
})

test('the binding of a persona to its certificate is an event, made once', async () => {
  const clerk = await tls.as('greffe')
  await clerk.signIn()
  await clerk.signIn()
  const types = (await actorOf('greffe')).map(({ type }) => type)
  expect(types).toEqual(['ActorEnrolled', 'CredentialBound'])
})

test('without a certificate pages and problems come as ever, and the refusal says what to do', async () => {
  const nobody = tls.with({})
  expect(await nobody.get('/health')).toMatchObject({ status: 200 })
  const answer = await nobody.signIn()
  expect(answer).toMatchObject(refused('CERTIFICATE_MISSING'))
  expect(answer.body['reason']).toMatchObject({ fr: expect.stringContaining('aucun certificat') })
  expect(await nobody.get('/session')).toMatchObject(refused('SESSION_REQUIRED', 401))
})

test('the session page is told what there is', async () => {
  const { body } = await tls.with({}).get('/session/methods')
  expect(body).toEqual({
    methods: [
      { method: 'certificate', url: `https://127.0.0.1:${tls.port}/session` },
      { method: 'development' },
    ],
  })
})

test('T-51 a certificate of another authority opens nothing, nor one of an authority that took our name', async () => {
  const impostor = await TestAuthority.make()
  const other = await TestAuthority.make(impostor)
  for (const [authority, code] of [
    [other, 'CERTIFICATE_AUTHORITY_UNKNOWN'],
    [impostor, 'CERTIFICATE_CHAIN_BROKEN'],
  ] as const) {
    const { certificate, privateKeyPem } = await authority.issue(today)
    const caller = tls.with({ cert: pem(certificate.der), key: privateKeyPem })
    expect(await caller.signIn()).toMatchObject(refused(code))
  }
})

test('T-21 a stolen cookie is worth nothing on a connection of another certificate, of none, or without TLS', async () => {
  const judge = await tls.as('magistrat')
  await judge.signIn()
  for (const thief of [await tls.as('expert'), tls.with({})]) {
    thief.cookie = judge.cookie
    expect(await thief.get('/session')).toMatchObject(refused('SESSION_REQUIRED', 401))
  }
  const plain = judge.cookie.replace('__Host-', '')
  for (const cookie of [judge.cookie, plain]) {
    const answer = await tls.world.anonymous.get('/session', { cookie })
    expect(answer.statusCode).toBe(401)
  }
  expect(await judge.get('/session')).toMatchObject({ status: 200 })
})

test('T-21 a page of another site opens no session with the browser’s certificate', async () => {
  const judge = await tls.as('magistrat')
  const from = { 'sec-fetch-site': 'cross-site', origin: 'https://ailleurs.example' }
  expect(await judge.signIn(from)).toMatchObject(refused('CROSS_SITE'))
})

describe('T-54 downgrade of TLS', () => {
  test('who speaks HTTP to the TLS port is not answered, and who came by TLS is told to stay', async () => {
    const plain = await RawConnection.open(tls.port)
    await plain.send('GET /api/v1/health HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await plain.untilClosed()).not.toContain('HTTP/1.1')
    const secure = await RawConnection.openTls(tls.port, tls.root)
    await secure.send('GET /api/v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    const text = (await secure.untilClosed()).toLowerCase()
    expect(text).toMatch(/\r\nstrict-transport-security: max-age=\d{7,}; includesubdomains\r\n/)
  })

  test.each([
    ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL@SECLEVEL=0' }],
    ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' }],
    ['no forward secrecy', { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384' }],
    [
      'no authenticated encryption',
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA384' },
    ],
  ] as const)('%s is not spoken', async (_, options) => {
    await expect(handshake(options)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_SSL_.*ALERT/),
    })
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s is, and no session of it is resumed',
    async (version) => {
      const first = await handshake({ minVersion: version, maxVersion: version })
      expect(first.protocol).toBe(version)
      const again = await handshake({
        minVersion: version,
        maxVersion: version,
        session: first.session,
      })
      expect(again.isReused).toBe(false)
    },
  )
})

describe('T-52 revoked mid-session', () => {
  const real = Date.now
  let ahead = 0

  beforeAll(() => {
    Date.now = () => real() + ahead
  })
  afterAll(() => {
    Date.now = real
  })

  const revoke = (handle: PersonaHandle) =>
    new RevokedPersonas(join(tls.world.folder, 'development')).revoke(personaOf(handle), Date.now())

  test('the session ends within a minute, no new one opens, and both refusals are events', async () => {
    const lawyer = await tls.as('avocat-clinique')
    await lawyer.signIn()
    await lawyer.get('/session')
    await revoke('avocat-clinique')
    ahead += 59_000
    expect(await lawyer.get('/session')).toMatchObject({ status: 200 })
    ahead += 2_000
    expect(await lawyer.get('/session')).toMatchObject(refused('CERTIFICATE_REVOKED'))
    expect(await lawyer.get('/session')).toMatchObject(refused('SESSION_REQUIRED', 401))
    expect(await lawyer.signIn()).toMatchObject(refused('CERTIFICATE_REVOKED'))
    await eventually(async () => (await consoleOf('avocat-clinique')).length === 3)
    expect(await consoleOf('avocat-clinique')).toMatchObject([
      { type: 'ConsoleSessionOpened' },
      ...['ContinueSession', 'OpenSession'].map((action) => ({
        type: 'ActionRefused',
        data: { action, code: 'CERTIFICATE_REVOKED', rule: null },
        authentication: { method: 'certificate', validity: 'revoked' },
      })),
    ])
  })

  test('the other sessions go on, their entries telling when their certificate was last looked at', async () => {
    const judge = await tls.as('magistrat')
    const { body } = await judge.signIn()
    const before = (body['authentication'] as { checkedAt: string }).checkedAt
    ahead += 61_000
    const later = await judge.get('/session')
    expect(later.status).toBe(200)
    const after = (later.body['authentication'] as { checkedAt: string }).checkedAt
    expect(Date.parse(after) - Date.parse(before)).toBeGreaterThanOrEqual(60_000)
  })

  test('an administrator who unbinds the certificate ends the session, and it opens none again', async () => {
    const tiers = await tls.as('tiers')
    await tiers.signIn()
    const administrator = await tls.world.as('administrateur')
    const path = `/persons/${personaOf('tiers').id}`
    const { credentials } = (await administrator.get(path)).json<{
      credentials: { id: string }[]
    }>()
    expect(credentials).toHaveLength(1)
    const unbinding = `${path}/credentials/${credentials[0]!.id}/unbinding`
    const unbound = await administrator.post(unbinding, { reason: 'revoked' })
    expect(unbound.statusCode).toBe(201)
    expect(await tiers.get('/session')).toMatchObject(refused('SESSION_REQUIRED', 401))
    expect(await tiers.signIn()).toMatchObject(refused('CERTIFICATE_UNBOUND'))
    await eventually(async () => (await consoleOf('tiers')).at(-1)?.type === 'ActionRefused')
    expect((await consoleOf('tiers')).at(-1)).toMatchObject({
      data: { action: 'OpenSession', code: 'CERTIFICATE_UNBOUND' },
    })
  })
})

test('refused identifications are counted by cause', async () => {
  await tls.with({}).signIn()
  const { text } = await tls.world.server.app.get(Metrics).render()
  expect(text).toMatch(
    /contremarque_identifications_refused_total\{code="CERTIFICATE_MISSING"\} [1-9]/,
  )
})

function pem(der: Uint8Array): string {
  return new X509Certificate(der).toString()
}

function handshake(options: ConnectionOptions) {
  return new Promise<{ protocol: string | null; isReused: boolean; session: Buffer | undefined }>(
    (resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port: tls.port, ca: tls.root, ...options })
      socket.on('error', reject)
      socket.on('secureConnect', () => {
        const [protocol, isReused] = [socket.getProtocol(), socket.isSessionReused()]
        // A ticket of TLS 1.3 comes with the first answer.
        socket.write('GET /api/v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
        socket.resume()
        socket.on('close', () => resolve({ protocol, isReused, session: socket.getSession() }))
      })
    },
  )
}

const actorOf = (handle: PersonaHandle) => entriesOf(tls.world, 'actor', personaOf(handle).id)
const consoleOf = (handle: PersonaHandle) => entriesOf(tls.world, 'console', personaOf(handle).id)
