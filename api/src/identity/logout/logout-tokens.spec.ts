import { hash, randomUUID } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { EVENT, logoutClaims } from '../../../test/issuer-logout.js'
import { CLIENT, LocalIssuer } from '../../../test/local-issuer.js'
import { memorySessions } from '../../../test/memory-sessions.js'
import { SpentAssertions } from '../clients/spent-assertions.js'
import type { IssuerSettings } from '../oidc/oidc-settings.js'
import { openIssuers } from '../oidc/open-issuers.js'
import { LogoutTokens } from './logout-tokens.js'

let idp: LocalIssuer
let logouts: LogoutTokens

beforeAll(async () => {
  idp = await LocalIssuer.start('http://127.0.0.1:9/callback')
})
afterAll(() => idp.close())

beforeEach(() => {
  idp.reset({ subject: 'nobody' })
  logouts = logoutTokens()
})

test.each([
  ['a session of a person', { sub: 'aubry', sid: 's-1' }],
  ['all of a person', { sub: 'aubry' }],
  ['a session', { sid: 's-1' }],
])('what the issuer signed ends %s; its digest is evidence', async (_, { sub, sid }: Change) => {
  const form = await signed({ sub, sid })
  expect(await logouts.read('local', form)).toEqual({
    issuer: 'local',
    subject: sub,
    sid,
    evidence: { assertion: hash('sha256', form.logout_token), issuer: idp.url },
  })
})

test('an issuer that types it as any JWT is heard; what else stands in the form is not looked at', async () => {
  const form = await signed({}, 'JWT')
  await expect(logouts.read('local', { ...form, more: ['x'] })).resolves.toBeDefined()
})

const past = Math.floor(Date.now() / 1000) - 7_200
const refused: readonly [string, Change, string, string | undefined][] = [
  ['another issuer', { iss: 'https://other.example' }, 'LOGOUT_TOKEN_FROM_ANOTHER', undefined],
  ['another audience', { aud: 'other' }, 'LOGOUT_TOKEN_FOR_ANOTHER', 'aubry'],
  ['an end that is past', { exp: past }, 'LOGOUT_TOKEN_EXPIRED', 'aubry'],
  ['an issue long ago', { iat: past }, 'LOGOUT_TOKEN_EXPIRED', 'aubry'],
  ['an issue to come', { iat: past + 14_400 }, 'LOGOUT_TOKEN_EXPIRED', 'aubry'],
  ['no end', { exp: undefined }, 'LOGOUT_TOKEN_MALFORMED', 'aubry'],
  ['no issue', { iat: undefined }, 'LOGOUT_TOKEN_MALFORMED', 'aubry'],
  ['no name', { jti: undefined }, 'LOGOUT_TOKEN_MALFORMED', 'aubry'],
  ['no event', { events: undefined }, 'LOGOUT_TOKEN_MALFORMED', 'aubry'],
  ['another event', { events: { other: {} } }, 'LOGOUT_TOKEN_MALFORMED', 'aubry'],
  ['an event that is no object', { events: { [EVENT]: 1 } }, 'LOGOUT_TOKEN_MALFORMED', 'aubry'],
  ['a nonce', { nonce: 'n' }, 'LOGOUT_TOKEN_MALFORMED', 'aubry'],
  ['neither person nor session', { sub: undefined }, 'LOGOUT_TOKEN_MALFORMED', undefined],
  ['an empty person', { sub: '' }, 'LOGOUT_TOKEN_MALFORMED', ''],
]

test.each(refused)(
  'T-45 a logout with %s ends nothing, and is not spent by that',
  async (_, change, code, subject) => {
    const jti = randomUUID()
    const form = await signed({ jti, ...change })
    const credential = { method: 'oidc', issuer: idp.url, subject }
    await expect(logouts.read('local', form)).rejects.toMatchObject({
      code,
      proof: subject === undefined ? undefined : { credential },
    })
    await expect(logouts.read('local', await signed({ jti }))).resolves.toBeDefined()
  },
)

test('T-45 a logout is heard once, however it is signed again', async () => {
  const jti = randomUUID()
  const form = await signed({ jti })
  await logouts.read('local', form)
  for (const again of [form, await signed({ jti })]) {
    await expect(logouts.read('local', again)).rejects.toMatchObject({
      code: 'LOGOUT_TOKEN_REPLAYED',
      proof: { credential: { subject: 'aubry' } },
    })
  }
})

test('T-45 a logout that another key signed, or none, proves nobody and ends nothing', async () => {
  for (const signer of ['foreign', 'none'] as const) {
    idp.signer = signer
    await expect(logouts.read('local', await signed({}))).rejects.toMatchObject({
      code: 'LOGOUT_TOKEN_FORGED',
      proof: undefined,
    })
  }
})

test.each([
  ['an ID token', 'JWT', { nonce: 'n', events: undefined }],
  ['an access token', 'at+jwt', {}],
  ['an assertion of a platform', 'on-behalf-of+jwt', {}],
])('T-45 %s of the issuer is no logout', async (_, typ, change) => {
  await expect(logouts.read('local', await signed(change, typ))).rejects.toMatchObject({
    code: 'LOGOUT_TOKEN_MALFORMED',
  })
})

test.each([
  [undefined],
  [{}],
  [{ logout_token: '' }],
  [{ logout_token: ['x', 'y'] }],
  [{ logout_token: 'x.y.z' }],
  [{ logout_token: 'x'.repeat(10_000) }],
])('T-45 the form %# is no logout', async (form) => {
  await expect(logouts.read('local', form)).rejects.toMatchObject({
    code: 'LOGOUT_TOKEN_MALFORMED',
  })
})

test('an issuer nobody named is not heard; keys that cannot be fetched are the issuer’s fault', async () => {
  const form = await signed({})
  await expect(logouts.read('other', form)).rejects.toMatchObject({ code: 'OIDC_ISSUER_UNKNOWN' })
  idp.fault = (response) => response.writeHead(500).end()
  await expect(logouts.read('local', form)).rejects.toMatchObject({
    code: 'OIDC_ISSUER_UNAVAILABLE',
  })
})

test('where persons are bound by another claim, nobody is said to be proven', async () => {
  logouts = logoutTokens({ subjectClaim: 'matricule' })
  await expect(logouts.read('local', await signed({ nonce: 'n' }))).rejects.toMatchObject({
    code: 'LOGOUT_TOKEN_MALFORMED',
    proof: undefined,
  })
})

type Change = Readonly<Record<string, unknown>>

/** As the issuer sends it, but for these claims. */
async function signed(change: Change, typ = 'logout+jwt') {
  const claims = { ...logoutClaims(idp.url, { sub: 'aubry' }), ...change }
  const said = JSON.parse(JSON.stringify(claims)) as JWTPayload
  return { logout_token: await idp.sign(said, typ) }
}

function logoutTokens(change: Partial<IssuerSettings> = {}): LogoutTokens {
  const issuer = {
    ...{ name: 'local', title: 'Local', issuer: idp.url, clientId: CLIENT.id },
    ...{ scopes: ['openid'], subjectClaim: 'sub', ...change },
  }
  const settings = { publicUrl: 'http://127.0.0.1:9', issuers: [issuer], clients: [] }
  const issuers = openIssuers(settings, () => '/callback')
  return new LogoutTokens(issuers, new SpentAssertions(memorySessions().database, Date.now))
}
