import { hash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { memorySessions } from '../../../test/memory-sessions.js'
import { LocalIssuer, PLATFORM, RESOURCE } from '../../../test/local-issuer.js'
import { Platform } from '../../../test/platform.js'
import { openIssuers } from '../oidc/open-issuers.js'
import { ClientIdentification, type ClientRequest } from './client-identification.js'
import type { ClientSettings } from './client-settings.js'
import { SpentAssertions } from './spent-assertions.js'

const NOW = Date.parse('2026-11-02T09:00:00Z')
const DOCTOR = {
  id: 'p-1',
  name: 'Hélène Aubry',
  roles: ['expert', 'sapiteur'],
  withdrawn: null,
  credentials: new Map([['c-1', 'oidc' as const]]),
  credential: 'c-1',
} as const
const POST = { method: 'POST', url: `${RESOURCE}/cases/1/actions`, key: 'key-0001' }

let idp: LocalIssuer
let platform: Platform
let clients: ClientIdentification

beforeAll(async () => {
  idp = await LocalIssuer.start('http://127.0.0.1:9/callback')
  platform = await Platform.create()
})
afterAll(() => idp.close())

beforeEach(() => {
  idp.reset({ subject: 'nobody' })
  clients = identification()
})

test('a platform with a token of its issuer asks for the person it names; its word is evidence', async () => {
  const assertion = await platform.assertion({ ...POST, body: '{}' }, { jti: POST.key })
  const found = await clients.identify(await asked({ assertion }))
  const evidence = {
    assertion: hash('sha256', assertion),
    client: PLATFORM.id,
    issuer: platform.issuer,
  }
  expect(found).toEqual({
    proof: {
      credential: { method: 'oidc', issuer: platform.issuer, subject: 'user-7' },
      evidence,
    },
    bodyDigest: hash('sha256', '{}', 'base64url'),
    identification: {
      person: {
        id: 'p-1',
        role: 'expert',
        authentication: { method: 'oidc', validity: 'good', checkedAt: '2026-11-02T09:00:00.000Z' },
        evidence: {
          authentication: evidence,
        },
      },
      roles: ['expert', 'sapiteur'],
      name: 'Hélène Aubry',
      title: null,
      credential: 'c-1',
    },
  })
})

const past = Math.floor(Date.now() / 1000) - 7_200
const tokens = [
  ['another issuer', { iss: 'https://other.example' }, 'at+jwt', 'CLIENT_TOKEN_FROM_ANOTHER'],
  ['another audience', { aud: 'https://other.example' }, 'at+jwt', 'CLIENT_TOKEN_FOR_ANOTHER'],
  ['an end that is past', { exp: past }, 'at+jwt', 'CLIENT_TOKEN_EXPIRED'],
  ['an issue long ago', { iat: past }, 'at+jwt', 'CLIENT_TOKEN_EXPIRED'],
  ['no end', { exp: undefined }, 'at+jwt', 'CLIENT_TOKEN_MALFORMED'],
  ['the type of an ID token', {}, 'JWT', 'CLIENT_TOKEN_MALFORMED'],
  ['another client', { client_id: 'x', sub: 'x' }, 'at+jwt', 'CLIENT_UNKNOWN'],
  ['a user as its subject', { sub: 'user-7' }, 'at+jwt', 'CLIENT_UNKNOWN'],
  ['another scope', { scope: 'read' }, 'at+jwt', 'CLIENT_SCOPE_INSUFFICIENT'],
  ['a scope spelled inside another', { scope: 'norecord' }, 'at+jwt', 'CLIENT_SCOPE_INSUFFICIENT'],
  [
    'a certificate’s thumbprint',
    { cnf: { 'x5t#S256': 'a' } },
    'at+jwt',
    'CLIENT_CERTIFICATE_MISMATCH',
  ],
  ['a key to be proven', { cnf: { jkt: 'a' } }, 'at+jwt', 'CLIENT_CERTIFICATE_MISMATCH'],
] as const

test.each(tokens)('T-43 an access token with %s is not heard', async (_, change, typ, code) => {
  const claims = { ...decodeJwt(await idp.accessToken('record')), ...change }
  const token = await idp.sign(JSON.parse(JSON.stringify(claims)), typ)
  await expect(clients.identify(await asked({ token }))).rejects.toMatchObject({ code })
})

test.each(['', 'x', 'x.y.z', 'é'.repeat(20_000)])(
  'T-43 %# what is no token is not heard',
  async (token) => {
    await expect(clients.identify(await asked({ token }))).rejects.toMatchObject({
      code: 'CLIENT_TOKEN_MALFORMED',
    })
  },
)

test('T-43 an access token that another key signed, or none, is not heard', async () => {
  const claims = decodeJwt(await idp.accessToken('record'))
  idp.signer = 'foreign'
  const foreign = await asked({ token: await idp.sign(claims, 'at+jwt') })
  await expect(clients.identify(foreign)).rejects.toMatchObject({ code: 'CLIENT_TOKEN_FORGED' })
  idp.signer = 'none'
  const unsigned = await asked({ token: await idp.sign(claims) })
  await expect(clients.identify(unsigned)).rejects.toMatchObject({ code: 'CLIENT_TOKEN_FORGED' })
})

test('T-43 a token bound to a certificate is heard on the connection that shows it', async () => {
  clients = identification({ certificateBound: true })
  await expect(clients.identify(await asked({ certificate: 'a' }))).rejects.toMatchObject({
    code: 'CLIENT_CERTIFICATE_MISMATCH',
  })
  const claims = { ...decodeJwt(await idp.accessToken('record')), cnf: { 'x5t#S256': 'a' } }
  const token = await idp.sign(claims, 'at+jwt')
  await expect(clients.identify(await asked({ token, certificate: 'a' }))).resolves.toBeDefined()
})

test('T-43 a certificate of a platform says who asks where there is no token, and another’s nobody', async () => {
  const alone = async (certificate: string | undefined, scope: 'read' | 'record') => {
    return { ...(await asked({ certificate, scope })), token: undefined }
  }
  const { proof } = await clients.identify(await alone('b', 'record'))
  expect(proof.evidence['client']).toBe(PLATFORM.id)
  for (const other of ['a', undefined]) {
    await expect(clients.identify(await alone(other, 'record'))).rejects.toMatchObject({
      code: 'CLIENT_UNKNOWN',
    })
  }
  clients = identification({ scopes: ['record'] })
  await expect(clients.identify(await alone('b', 'read'))).rejects.toMatchObject({
    code: 'CLIENT_SCOPE_INSUFFICIENT',
  })
})

test('T-44 an assertion reads once, however often and by whatever key it is sent again; it records as often', async () => {
  const read = await asked({ scope: 'read' })
  await clients.identify(read)
  for (const again of [read, { ...read, key: undefined }]) {
    await expect(clients.identify(again)).rejects.toMatchObject({
      code: 'ASSERTION_REPLAYED',
      proof: { credential: { subject: 'user-7' } },
    })
  }
  const record = await asked({})
  await clients.identify(record)
  await expect(clients.identify(record)).resolves.toBeDefined()
})

test('a scope that the settings do not give is not had by a token that says so', async () => {
  clients = identification({ scopes: ['read'] })
  await expect(clients.identify(await asked({}))).rejects.toMatchObject({
    code: 'CLIENT_SCOPE_INSUFFICIENT',
  })
})

test('keys that cannot be fetched are the issuer’s fault, not the token’s', async () => {
  const request = await asked({})
  idp.fault = (response) => response.writeHead(500).end()
  await expect(clients.identify(request)).rejects.toMatchObject({ code: 'OIDC_ISSUER_UNAVAILABLE' })
})

const assertions = [
  ['another issuer', { iss: 'https://other.example' }, 'ASSERTION_FROM_ANOTHER'],
  ['another audience', { aud: 'https://other.example' }, 'ASSERTION_FOR_ANOTHER'],
  ['an end that is past', { exp: past }, 'ASSERTION_EXPIRED'],
  ['a signature of an hour ago', { iat: past }, 'ASSERTION_EXPIRED'],
  ['no subject', { sub: undefined }, 'ASSERTION_MALFORMED'],
  ['a digest that is none', { digest: 1 }, 'ASSERTION_MALFORMED'],
  ['another method', { htm: 'GET' }, 'ASSERTION_OF_ANOTHER_REQUEST'],
  ['another address', { htu: `${RESOURCE}/cases/2/actions` }, 'ASSERTION_OF_ANOTHER_REQUEST'],
  ['another key', { jti: 'key-0002' }, 'ASSERTION_OF_ANOTHER_REQUEST'],
  ['a subject bound to nobody', { sub: 'user-8' }, 'SUBJECT_UNBOUND'],
] as const

test.each(assertions)('T-44 an assertion with %s names nobody', async (_, change, code) => {
  const assertion = await platform.assertion(POST, { jti: POST.key, ...change })
  await expect(clients.identify(await asked({ assertion }))).rejects.toMatchObject({ code })
})

test('T-44 an assertion of another platform, of another type or none names nobody', async () => {
  const other = await (await Platform.create()).assertion(POST, { jti: POST.key })
  await expect(clients.identify(await asked({ assertion: other }))).rejects.toMatchObject({
    code: 'ASSERTION_FORGED',
  })
  const typed = await platform.assertion(POST, { jti: POST.key }, 'at+jwt')
  await expect(clients.identify(await asked({ assertion: typed }))).rejects.toMatchObject({
    code: 'ASSERTION_MALFORMED',
  })
  await expect(clients.identify(await asked({ assertion: undefined }))).rejects.toMatchObject({
    code: 'ASSERTION_MISSING',
  })
  const long = 'x'.repeat(10_000)
  await expect(clients.identify(await asked({ assertion: long }))).rejects.toMatchObject({
    code: 'ASSERTION_MALFORMED',
  })
})

test('a person of several roles is asked for in the one the platform names, if it is his', async () => {
  const inRole = async (role: string) =>
    asked({ assertion: await platform.assertion(POST, { jti: POST.key, role }) })
  const { identification: found } = await clients.identify(await inRole('sapiteur'))
  expect(found.person.role).toBe('sapiteur')
  await expect(clients.identify(await inRole('magistrat'))).rejects.toMatchObject({
    code: 'ROLE_NOT_HELD',
  })
})

async function asked(change: Partial<ClientRequest>): Promise<ClientRequest> {
  const { token = await idp.accessToken('record read') } = change
  const own = await platform.assertion(POST, { jti: POST.key })
  return { ...POST, scope: 'record', certificate: undefined, assertion: own, token, ...change }
}

function identification(change: Partial<ClientSettings> = {}): ClientIdentification {
  const issuer = {
    name: 'local',
    title: 'Local',
    issuer: idp.url,
    clientId: 'contremarque',
    scopes: ['openid'],
    subjectClaim: 'sub',
  }
  const client = {
    clientId: PLATFORM.id,
    issuer: 'local',
    scopes: ['read', 'record'],
    certificates: ['b'],
    certificateBound: false,
    persons: { issuer: platform.issuer, keys: platform.keys },
    ...change,
  } as const
  const settings = { publicUrl: 'https://registre.example', issuers: [issuer], clients: [client] }
  const bound = JSON.stringify({ method: 'oidc', issuer: platform.issuer, subject: 'user-7' })
  const persons = {
    find: async (credential: object) => (JSON.stringify(credential) === bound ? DOCTOR : undefined),
  }
  const clock = { now: () => NOW, state: () => ({ state: 'unknown' }) as const }
  const issuers = openIssuers(settings, () => '/callback')
  const spent = new SpentAssertions(memorySessions().database, Date.now)
  return new ClientIdentification(settings.clients, issuers, RESOURCE, persons, clock, spent)
}
