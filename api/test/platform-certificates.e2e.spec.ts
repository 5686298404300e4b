import { hash, randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { acceptTermsOf } from './accept-terms.js'
import { DAY, TestAuthority, type Keyed } from './certificate-kit.js'
import { pemOf } from './certificate-world.js'
import { order } from './http-world.js'
import { oidcWorld, type OidcWorld } from './oidc-world.js'
import { Platform } from './platform.js'
import { TlsWorld, type TlsCaller } from './tls-caller.js'

const TLS = { port: 0, isImplied: false, files: undefined, url: undefined }
/** What whom a platform is let in for is answered. */
const HEARD = { status: 200, body: { items: [{ number: '26/00042' }] } }

let platform: Platform
let own: Keyed
let expired: Keyed
let other: Keyed
let here: OidcWorld
let tls: TlsWorld
let caseId: string

beforeAll(async () => {
  platform = await Platform.create()
  const authority = await TestAuthority.make()
  const dates = { notBefore: Date.now() - 2 * DAY, notAfter: Date.now() + DAY }
  own = await authority.issue({ commonName: 'Expertal', ...dates })
  other = await authority.issue({ commonName: 'Autre', ...dates })
  expired = await authority.issue({ commonName: 'Vieux', ...dates, notAfter: Date.now() - DAY })
  const certificates = [own, expired].map(({ certificate }) => hash('sha256', certificate.der))
  here = await oidcWorld(platform, { tls: TLS }, '127.0.0.1', {
    certificates,
    certificateBound: true,
  })
  tls = await TlsWorld.listen(here.world)
  const expert = await here.enrol(platform.issuer, 'user-7', 'expert', 'Dr Anne Petit')
  await acceptTermsOf(here, expert)
  caseId = await designate(expert)
})
afterAll(async () => {
  tls.closeCallers()
  await here.close()
})

test('T-43 over mutual TLS a token bound to a certificate is heard where its connection shows that one', async () => {
  const token = await boundTo(own)
  expect(await ask(shown(own), token)).toMatchObject(HEARD)
  expect(await ask(shown(other), token)).toMatchObject(mismatch())
  expect(await ask(tls.with({}), token)).toMatchObject(mismatch())
})

test('T-43 a token that is bound to nothing is not heard where the settings bind it, whatever is shown', async () => {
  const token = await here.idp.accessToken('read', audience())
  expect(await ask(shown(own), token)).toMatchObject(mismatch())
  expect(await ask(tls.with({}), token)).toMatchObject(mismatch())
})

test('T-43 a bound token is not heard on the port that shows no certificate', async () => {
  const assertion = await signed()
  const answer = await fetch(`${here.url}/api/v1/cases`, {
    headers: { authorization: `Bearer ${await boundTo(own)}`, ...headersOf(assertion) },
  })
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ code: 'CLIENT_CERTIFICATE_MISMATCH' })
})

test('T-43 a platform is known by its certificate alone, while that is valid, and by no other', async () => {
  expect(await ask(shown(own))).toMatchObject(HEARD)
  expect(await ask(shown(other))).toMatchObject({ status: 403, body: { code: 'CLIENT_UNKNOWN' } })
  expect(await ask(tls.with({}))).toMatchObject({ status: 403, body: { code: 'CLIENT_UNKNOWN' } })
  const body = { code: 'CERTIFICATE_EXPIRED' }
  expect(await ask(shown(expired))).toMatchObject({ status: 403, body })
})

test('T-43 a platform known by its certificate alone records for a person', async () => {
  const body = {
    kind: 'AcceptDesignation',
    declaration: { competent: true, available: true, noConflict: true },
  }
  const url = `${audience()}/cases/${caseId}/actions`
  const jti = randomUUID()
  const about = { method: 'POST', url, body: JSON.stringify(body) }
  const assertion = await platform.assertion(about, { aud: audience(), jti })
  const headers = { 'on-behalf-of': assertion, 'idempotency-key': jti }
  const path = `/cases/${caseId}/actions`
  expect(await shown(other).post(path, headers, body)).toMatchObject({ status: 403 })
  expect(await shown(own).post(path, headers, body)).toMatchObject({ status: 201 })
})

test('T-21 no page of another site uses the certificate of a platform, nor a cookie beside it', async () => {
  const site = await ask(shown(own), undefined, { 'sec-fetch-site': 'cross-site' })
  expect(site).toMatchObject({ status: 403, body: { code: 'CROSS_SITE' } })
  const cookie = `__Host-contremarque-session=${'A'.repeat(43)}`
  const mixed = await ask(shown(own), undefined, { cookie })
  expect(mixed).toMatchObject({ status: 400, body: { code: 'CREDENTIALS_MIXED' } })
})

test('T-44 the certificate of a platform is nobody’s: without an assertion it is asked for none', async () => {
  const caller = shown(own)
  expect(await caller.get('/cases')).toMatchObject({
    status: 401,
    body: { code: 'SESSION_REQUIRED' },
  })
  expect(await caller.signIn()).toMatchObject({ status: 403 })
})

/** @returns id of a case in which this expert is asked whether he accepts */
async function designate(expert: string): Promise<string> {
  const judge = await here.world.as('magistrat')
  const others = order().actors.filter(({ role }) => role !== 'expert')
  const actors = [...others, { person: expert, role: 'expert', actsFor: null }]
  const ordered = await judge.post('/cases', order({ actors }))
  const { case: id } = ordered.json<{ case: string }>()
  const notified = await judge.post(`/cases/${id}/actions`, { kind: 'NotifyDesignation' })
  expect(notified.statusCode).toBe(201)
  const { node, models } = here.world.server
  await models.waitFor(await node.ledger.folder.store.headPosition())
  return id
}

function audience(): string {
  return `${here.url}/api/v1`
}

function mismatch() {
  return { status: 403, body: { code: 'CLIENT_CERTIFICATE_MISMATCH' } }
}

function shown(keyed: Keyed): TlsCaller {
  return tls.with({ cert: pemOf(keyed), key: keyed.privateKeyPem })
}

/** An access token of the issuer, as it signs one for whom showed this certificate to it (RFC 8705 §3). */
async function boundTo({ certificate }: Keyed): Promise<string> {
  const claims = decodeJwt(await here.idp.accessToken('read', audience()))
  const cnf = { 'x5t#S256': hash('sha256', certificate.der, 'base64url') }
  return here.idp.sign({ ...claims, cnf }, 'at+jwt')
}

function signed(): Promise<string> {
  const url = `${audience()}/cases`
  return platform.assertion({ method: 'GET', url }, { aud: audience(), jti: randomUUID() })
}

function headersOf(assertion: string): Record<string, string> {
  return { 'on-behalf-of': assertion, 'reading-purpose': 'case-follow-up' }
}

async function ask(caller: TlsCaller, token?: string, headers: Record<string, string> = {}) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return caller.get('/cases', { ...headersOf(await signed()), ...authorization, ...headers })
}
