import type { JWTPayload } from 'jose'
import { hash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { memorySessions } from '../../../test/memory-sessions.js'
import { CLIENT, LocalIssuer } from '../../../test/local-issuer.js'
import { UserAgent } from '../../../test/user-agent.js'
import { OidcIdentification } from './oidc-identification.js'
import { PendingLogins } from './pending-logins.js'
import { openIssuers } from './open-issuers.js'
import type { IssuerSettings } from './oidc-settings.js'

const PUBLIC = 'http://127.0.0.1:9'
const CALLBACK = '/back/from/local'
const DOCTOR = {
  id: 'p-1',
  name: 'Hélène Aubry',
  roles: ['expert', 'sapiteur'],
  withdrawn: null,
  credentials: new Map([['c-1', 'oidc' as const]]),
  credential: 'c-1',
} as const
const NOW = Date.parse('2026-11-02T09:00:00Z')

let now: number
let idp: LocalIssuer
let oidc: OidcIdentification

beforeAll(async () => {
  idp = await LocalIssuer.start(`${PUBLIC}${CALLBACK}`)
})
afterAll(() => idp.close())

beforeEach(() => {
  now = NOW
  idp.reset({ subject: 'aubry', acr: 'eidas3' })
  oidc = identification()
})

test('whom the issuer identifies is the person bound to his subject, the token’s digest is evidence', async () => {
  const { identification: found, returnTo } = await logIn()
  expect(returnTo).toBe('/affaires')
  expect(found).toEqual({
    person: {
      id: 'p-1',
      role: 'expert',
      authentication: {
        method: 'oidc',
        validity: 'good',
        checkedAt: '2026-11-02T09:00:00.000Z',
      },
      evidence: {
        authentication: {
          assertion: hash('sha256', idp.lastIdToken!),
          issuer: idp.url,
          assurance: 'eidas3',
        },
      },
    },
    roles: ['expert', 'sapiteur'],
    name: 'Hélène Aubry',
    title: null,
    credential: 'c-1',
    atIssuer: {
      issuer: 'local',
      subject: 'aubry',
      sid: expect.stringMatching(/^[\w-]+$/),
      idToken: idp.lastIdToken,
      begunAt: expect.any(Number),
    },
  })
})

test('where his session at the issuer ends is the issuer’s page; null where it has none, or is away', async () => {
  const { atIssuer } = (await logIn()).identification
  const page = async (session = atIssuer!) => {
    const { issuer, logoutUrl } = await oidc.logout(session, 's')
    expect(issuer).toBe('Local')
    return logoutUrl && Object.fromEntries(new URL(logoutUrl).searchParams)
  }
  const unhinted = {
    client_id: CLIENT.id,
    post_logout_redirect_uri: `${PUBLIC}/back/from/ended`,
    state: 's',
  }
  expect(await page()).toEqual({ ...unhinted, id_token_hint: idp.lastIdToken })
  expect(await page({ ...atIssuer!, idToken: null })).toEqual(unhinted)
  idp.endsSessions = false
  oidc = identification()
  expect(await page()).toBeNull()
  idp.fault = (response) => response.writeHead(500).end()
  oidc = identification()
  expect(await page()).toBeNull()
})

test('a session of an issuer that the settings name no more goes on there, by the name it had', async () => {
  const { atIssuer } = (await logIn()).identification
  const logout = oidc.logout({ ...atIssuer!, issuer: 'former' }, 's')
  await expect(logout).resolves.toEqual({ issuer: 'former', logoutUrl: null })
})

test('the issuer is asked by authorization code with PKCE, and for the assurance required', async () => {
  const { url } = await oidc.begin('local', '/')
  expect(url.origin).toBe(idp.url)
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: CLIENT.id,
    redirect_uri: `${PUBLIC}${CALLBACK}`,
    response_type: 'code',
    scope: 'openid',
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge_method: 'S256',
    acr_values: 'eidas3',
  })
})

const hour = 3600
const soon = () => Math.floor(Date.now() / 1000) + hour
const altered: readonly [string, (claims: JWTPayload) => JWTPayload, string][] = [
  ['another nonce', (claims) => ({ ...claims, nonce: 'other' }), 'OIDC_NONCE_MISMATCH'],
  ['no nonce', ({ nonce: _, ...claims }) => claims, 'OIDC_TOKEN_MALFORMED'],
  ['another issuer', (claims) => ({ ...claims, iss: PUBLIC }), 'OIDC_ISSUER_MISMATCH'],
  ['another audience', (claims) => ({ ...claims, aud: 'other' }), 'OIDC_AUDIENCE_MISMATCH'],
  [
    'a further audience',
    (claims) => ({ ...claims, aud: [CLIENT.id, 'x'] }),
    'OIDC_AUDIENCE_MISMATCH',
  ],
  [
    'an end that is past',
    (claims) => ({ ...claims, exp: soon() - 2 * hour }),
    'OIDC_TOKEN_EXPIRED',
  ],
  ['a beginning to come', (claims) => ({ ...claims, nbf: soon() }), 'OIDC_TOKEN_EXPIRED'],
  ['no end', ({ exp: _, ...claims }) => claims, 'OIDC_TOKEN_MALFORMED'],
  ['no subject', ({ sub: _, ...claims }) => claims, 'OIDC_TOKEN_MALFORMED'],
  ['a weaker assurance', (claims) => ({ ...claims, acr: 'eidas2' }), 'OIDC_ASSURANCE_INSUFFICIENT'],
  ['no assurance', ({ acr: _, ...claims }) => claims, 'OIDC_ASSURANCE_INSUFFICIENT'],
  [
    'several assurances',
    (claims) => ({ ...claims, acr: ['eidas3'] }),
    'OIDC_ASSURANCE_INSUFFICIENT',
  ],
  ['a subject bound to nobody', (claims) => ({ ...claims, sub: 'other' }), 'SUBJECT_UNBOUND'],
]

test.each(altered)('T-41 an ID token with %s identifies nobody', async (_, twist, code) => {
  idp.twist = twist
  await expect(logIn()).rejects.toMatchObject({ code })
})

test('T-41 an ID token that another key signed, or none, identifies nobody', async () => {
  idp.signer = 'foreign'
  await expect(logIn()).rejects.toMatchObject({ code: 'OIDC_SIGNATURE_INVALID' })
  idp.signer = 'none'
  await expect(logIn()).rejects.toMatchObject({ code: 'OIDC_TOKEN_MALFORMED' })
})

test('T-41 somebody who declines at the issuer is nobody', async () => {
  idp.account = { subject: 'aubry', declines: true }
  await expect(logIn()).rejects.toMatchObject({ code: 'OIDC_REFUSED' })
})

test('T-42 an answer counts once, for the browser that began, and for the login it began', async () => {
  const { url, token } = await oidc.begin('local', '/')
  const answer = await comeBack(url)
  const other = await oidc.begin('local', '/')
  await expect(oidc.identify('local', 'A'.repeat(43), answer)).rejects.toMatchObject({
    code: 'OIDC_LOGIN_UNKNOWN',
  })
  await expect(oidc.identify('local', other.token, answer)).rejects.toMatchObject({
    code: 'OIDC_STATE_MISMATCH',
  })
  await oidc.identify('local', token, answer)
  await expect(oidc.identify('local', token, answer)).rejects.toMatchObject({
    code: 'OIDC_LOGIN_UNKNOWN',
  })
})

test('T-42 a code of another login gives no token: the challenge was another', async () => {
  const stolen = await comeBack((await oidc.begin('local', '/')).url)
  const { url, token } = await oidc.begin('local', '/')
  const mixed = { ...stolen, state: url.searchParams.get('state')! }
  await expect(oidc.identify('local', token, mixed)).rejects.toMatchObject({
    code: 'OIDC_CODE_REFUSED',
  })
})

test('T-42 a code that was redeemed gives no token again', async () => {
  const { url, token } = await oidc.begin('local', '/')
  const answer = await comeBack(url)
  await oidc.identify('local', token, answer)
  const again = await oidc.begin('local', '/')
  const replayed = { ...answer, state: again.url.searchParams.get('state')! }
  await expect(oidc.identify('local', again.token, replayed)).rejects.toMatchObject({
    code: 'OIDC_CODE_REFUSED',
  })
})

test.each([
  ['no query', undefined, 'OIDC_ANSWER_MALFORMED'],
  ['no state', { code: 'x' }, 'OIDC_ANSWER_MALFORMED'],
  ['neither code nor error', { state: 'x' }, 'OIDC_ANSWER_MALFORMED'],
  ['both', { state: 'x', code: 'x', error: 'x' }, 'OIDC_ANSWER_MALFORMED'],
  ['a member twice', { state: ['x', 'y'], code: 'x' }, 'OIDC_ANSWER_MALFORMED'],
  ['a member without end', { state: 'x', code: 'x'.repeat(5_000) }, 'OIDC_ANSWER_MALFORMED'],
  ['another state', { state: 'x', code: 'x' }, 'OIDC_STATE_MISMATCH'],
])('T-42 an answer with %s is refused and ends the login', async (_, query, code) => {
  const { url, token } = await oidc.begin('local', '/')
  await expect(oidc.identify('local', token, query)).rejects.toMatchObject({ code })
  await expect(oidc.identify('local', token, await comeBack(url))).rejects.toMatchObject({
    code: 'OIDC_LOGIN_UNKNOWN',
  })
})

test('T-42 an answer that names another issuer is refused before anything is sent there', async () => {
  const { url, token } = await oidc.begin('local', '/')
  const answer = { ...(await comeBack(url)), iss: 'https://other.example' }
  idp.fault = () => expect('asked').toBe('not asked')
  await expect(oidc.identify('local', token, answer)).rejects.toMatchObject({
    code: 'OIDC_ISSUER_MISMATCH',
  })
})

test('an issuer that nobody named, is away or says too much is told apart from a refusal', async () => {
  await expect(oidc.begin('other', '/')).rejects.toMatchObject({ code: 'OIDC_ISSUER_UNKNOWN' })
  idp.fault = (response) => response.writeHead(500).end()
  await expect(oidc.begin('local', '/')).rejects.toMatchObject({ code: 'OIDC_ISSUER_UNAVAILABLE' })
  idp.fault = (response) => response.end('x'.repeat(300 * 1024))
  await expect(oidc.begin('local', '/')).rejects.toMatchObject({
    code: 'OIDC_ISSUER_UNAVAILABLE',
    message: 'the issuer answers more than it may',
  })
  idp.fault = (response) => response.writeHead(302, { location: 'http://127.0.0.1:9' }).end()
  await expect(oidc.begin('local', '/')).rejects.toMatchObject({ code: 'OIDC_ISSUER_UNAVAILABLE' })
  idp.fault = undefined
  await expect(logIn()).resolves.toBeDefined()
  const away = identification({ issuer: PUBLIC })
  await expect(away.begin('local', '/')).rejects.toMatchObject({ code: 'OIDC_ISSUER_UNAVAILABLE' })
})

test.each([
  ['a list', []],
  ['only who it is', {}],
  ['a login that is no page', { authorization_endpoint: 'javascript:0', token_endpoint: PUBLIC }],
])('an issuer that says %s of itself is asked again by the next login', async (_, said) => {
  const metadata = Array.isArray(said) ? said : { issuer: idp.url, ...said }
  idp.fault = (response: ServerResponse) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(metadata))
  await expect(oidc.begin('local', '/')).rejects.toMatchObject({ code: 'OIDC_ISSUER_UNAVAILABLE' })
  idp.fault = undefined
  await expect(logIn()).resolves.toBeDefined()
})

test('whom to bind by another claim is the settings’ choice; it has to be there', async () => {
  oidc = identification({ subjectClaim: 'rpps' })
  await expect(logIn()).rejects.toMatchObject({ code: 'OIDC_SUBJECT_MISSING' })
  idp.twist = ({ sub, ...claims }) => ({ ...claims, sub: 'pairwise', rpps: sub })
  await expect(logIn()).resolves.toMatchObject({ identification: { name: 'Hélène Aubry' } })
})

test('an authentication longer ago than the settings allow identifies nobody', async () => {
  oidc = identification({ maxAge: hour })
  await expect(logIn()).resolves.toBeDefined()
  idp.twist = (claims) => ({ ...claims, auth_time: soon() - 3 * hour })
  await expect(logIn()).rejects.toMatchObject({ code: 'OIDC_TOKEN_EXPIRED' })
})

test('the assurance of an identification is evidence where no level is required, or it says none', async () => {
  const assuranceOf = async (required: Assurance | null, claims: object) => {
    oidc = identification({}, required)
    idp.twist = (own) => ({ ...own, ...claims })
    const { person } = (await logIn()).identification
    return (person.evidence['authentication'] as Record<string, unknown>)['assurance']
  }
  const required = { claim: 'loa', accepted: ['high'] }
  expect(await assuranceOf(required, { loa: 'high' })).toBe('high')
  expect(await assuranceOf(null, { acr: 'eidas2' })).toBe('eidas2')
  for (const acr of [['eidas3'], 3, '', 'x'.repeat(257), '\ud800']) {
    expect(await assuranceOf(null, { acr })).toBeNull()
  }
})

test('T-21 a session ends with the authentication, or with the token, where the settings say so', async () => {
  const authenticatedAt = soon() - hour
  idp.twist = (claims) => ({ ...claims, auth_time: authenticatedAt })
  const { identification: lasting } = await logIn()
  expect(lasting.endsAt).toBeUndefined()
  oidc = identification({ authenticationLife: 2 * hour })
  const { identification: ending } = await logIn()
  expect(ending.endsAt).toBe((authenticatedAt + 2 * hour) * 1000)
  const exp = soon()
  idp.twist = (claims) => ({ ...claims, exp, auth_time: authenticatedAt })
  oidc = identification({ authenticationLife: 2 * hour, endsWithToken: true })
  expect((await logIn()).identification.endsAt).toBe(exp * 1000)
})

test('T-21 an issuer that has to say when it authenticated and does not, or too long ago, opens nothing', async () => {
  oidc = identification({ authenticationLife: 2 * hour })
  const { url } = await oidc.begin('local', '/')
  expect(url.searchParams.get('max_age')).toBe(String(2 * hour))
  idp.twist = ({ auth_time: _, ...claims }) => claims
  await expect(logIn()).rejects.toMatchObject({ code: 'OIDC_TOKEN_MALFORMED' })
  idp.twist = (claims) => ({ ...claims, auth_time: soon() - 4 * hour })
  await expect(logIn()).rejects.toMatchObject({ code: 'OIDC_TOKEN_EXPIRED' })
  idp.twist = undefined
  now = Date.now() + 24 * hour * 1000
  await expect(logIn()).rejects.toMatchObject({ code: 'OIDC_TOKEN_EXPIRED' })
})

type Assurance = NonNullable<IssuerSettings['assurance']>

function identification(
  change: Partial<IssuerSettings> = {},
  assurance: Assurance | null = { claim: 'acr', accepted: ['eidas3'] },
): OidcIdentification {
  const issuer = {
    name: 'local',
    title: 'Local',
    issuer: idp.url,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    scopes: ['openid'],
    subjectClaim: 'sub',
    ...(assurance !== null && { assurance }),
    ...change,
  }
  const bound = JSON.stringify({ method: 'oidc', issuer: idp.url, subject: 'aubry' })
  const persons = {
    find: async (credential: object) => (JSON.stringify(credential) === bound ? DOCTOR : undefined),
  }
  const clock = { now: () => now, state: () => ({ state: 'unknown' }) as const }
  const settings = { publicUrl: PUBLIC, issuers: [issuer], clients: [] }
  const issuers = openIssuers(settings, () => CALLBACK)
  const { database, sealed } = memorySessions()
  const logins = new PendingLogins(database, sealed, () => NOW)
  return new OidcIdentification(issuers, persons, clock, logins)
}

async function logIn() {
  const { url, token } = await oidc.begin('local', '/affaires')
  return oidc.identify('local', token, await comeBack(url))
}

/** What the issuer sends back with the browser. */
async function comeBack(login: URL): Promise<Record<string, string>> {
  const { url } = await new UserAgent().visit(login, ({ origin }) => origin === idp.url)
  return Object.fromEntries(url.searchParams)
}
