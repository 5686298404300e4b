import { hash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { reading } from '../src/actions/console/reading.js'
import { Metrics } from '../src/http/metrics.js'
import { entriesOf, refusalsTold } from './entries-of.js'
import { eventually } from './eventually.js'
import { leave, logoutClaims, sessionStatus, tellLogout } from './issuer-logout.js'
import { CLIENT } from './local-issuer.js'
import { oidcWorld, type OidcWorld } from './oidc-world.js'
import { UserAgent } from './user-agent.js'

let here: OidcWorld
let person: string

beforeAll(async () => {
  here = await oidcWorld()
  person = await here.enrol(here.idp.url, 'aubry', 'expert', 'Dr Hélène Aubry')
})
afterAll(() => here.close())
beforeEach(() => here.idp.reset({ subject: 'aubry', acr: 'eidas3' }))

test('a browser comes back from the issuer with a session, on the page it left', async () => {
  const browser = new UserAgent()
  const { url } = await browser.visit(start('/affaires?tri=date'), isNoPage)
  expect(url.href).toBe(`${here.url}/affaires?tri=date`)
  const session = await (await browser.fetch(api('/session'))).json()
  expect(session).toMatchObject({
    person: { id: person, name: 'Dr Hélène Aubry', role: 'expert' },
    authentication: { method: 'oidc', validity: 'good' },
  })
})

test('what an identified person does carries the digest of the ID token, its issuer and assurance, committed', async () => {
  await new UserAgent().visit(start(), isNoPage)
  const { recorder, streams, personalData } = here.world.server.node
  const stream = streams.console(person)
  const { head } = await recorder.fold(stream, reading)
  const place = { stream, revision: head.revision }
  const opened = [...(await personalData.openings.forEntries([place])).values()]
  const assertion = hash('sha256', here.idp.lastIdToken!)
  expect(opened).toContainEqual(
    expect.objectContaining({
      field: 'authentication',
      value: { assertion, assurance: 'eidas3', issuer: here.idp.url },
    }),
  )
})

test('T-21 the session’s cookie is strict; that of the login is lax, for the login alone, and goes', async () => {
  const browser = new UserAgent()
  const begun = await browser.fetch(start())
  expect(begun.status).toBe(303)
  expect(begun.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^contremarque-login=[\w-]{43}; Path=\/api\/v1\/session\/oidc; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    ),
  ])
  const { url } = await browser.visit(begun.headers.get('location')!, isElsewhere)
  const ended = await browser.fetch(url)
  expect(ended.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^contremarque-login=; .*Expires=Thu, 01 Jan 1970/),
    expect.stringMatching(/^contremarque-session=[\w-]{43}; Path=\/api; .*SameSite=Strict$/),
  ])
})

test('T-42 an answer without the browser that began opens nothing, nor does a second time', async () => {
  const browser = new UserAgent()
  const { url } = await browser.visit(start(), isElsewhereOrLogin)
  expect(await outcome(new UserAgent(), url)).toEqual([303, '/session?refus=OIDC_LOGIN_UNKNOWN'])
  expect(await outcome(browser, url)).toEqual([303, '/'])
  const again = new UserAgent()
  expect(await outcome(again, url)).toEqual([303, '/session?refus=OIDC_LOGIN_UNKNOWN'])
  expect(again.cookie(here.url, 'contremarque-session')).toBeUndefined()
})

test('T-42 a login leads to no other site', async () => {
  for (const elsewhere of ['https://other.example', '//other.example', '/\\other.example']) {
    const { url } = await new UserAgent().visit(start(elsewhere), isNoPage)
    expect(url.href).toBe(`${here.url}/`)
  }
})

test.each([
  ['T-41', { subject: 'aubry', acr: 'eidas2' }, 'OIDC_ASSURANCE_INSUFFICIENT'],
  ['T-41', { subject: 'stranger', acr: 'eidas3' }, 'SUBJECT_UNBOUND'],
  ['T-41', { subject: 'aubry', declines: true }, 'OIDC_REFUSED'],
])(
  '%s whom the issuer identifies as %j is told why no session is opened',
  async (_, account, code) => {
    here.idp.account = account
    const browser = new UserAgent()
    const { url } = await browser.visit(start(), isNoPage)
    expect(url.href).toBe(`${here.url}${refusal(code)}`)
    expect(browser.cookie(here.url, 'contremarque-session')).toBeUndefined()
    expect(browser.cookie(here.url, 'contremarque-login')).toBeUndefined()
  },
)

test('T-41 whom the issuer proves to be somebody and who gets no session: an event of his, once each', async () => {
  const weak = await here.enrol(here.idp.url, 'weak', 'sapiteur', 'Dr Yann Le Goff')
  for (const acr of ['eidas2', 'eidas2']) {
    here.idp.account = { subject: 'weak', acr }
    await new UserAgent().visit(start(), isNoPage)
  }
  const told = {
    type: 'ActionRefused',
    data: { action: 'OpenSession', code: 'OIDC_ASSURANCE_INSUFFICIENT', rule: null },
    authentication: { method: 'oidc', validity: 'unknown' },
    commitments: [{ field: 'authentication' }],
  }
  await eventually(async () => (await consoleOf(weak)).length === 2)
  expect(await consoleOf(weak)).toMatchObject([told, told])
})

test('T-41 what proves nobody is a counter and fills nobody’s stream', async () => {
  await refusalsTold(here.world)
  const before = await consoleOf(person)
  const forgeries: [string, () => void][] = [
    ['OIDC_SIGNATURE_INVALID', () => (here.idp.signer = 'foreign')],
    ['OIDC_NONCE_MISMATCH', () => (here.idp.twist = (claims) => ({ ...claims, nonce: 'other' }))],
    ['OIDC_AUDIENCE_MISMATCH', () => (here.idp.twist = (claims) => ({ ...claims, aud: 'other' }))],
    ['OIDC_TOKEN_EXPIRED', () => (here.idp.twist = (claims) => ({ ...claims, exp: 1 }))],
  ]
  for (const [code, forge] of forgeries) {
    here.idp.reset({ subject: 'aubry', acr: 'eidas3' })
    forge()
    const counted = await refusalsCounted(code)
    const { url } = await new UserAgent().visit(start(), isNoPage)
    expect(url.href).toBe(`${here.url}${refusal(code)}`)
    expect(await refusalsCounted(code)).toBe(counted + 1)
  }
  await refusalsTold(here.world)
  expect(await consoleOf(person)).toEqual(before)
})

test('the page that says why a login failed leads on to where it was to lead', async () => {
  here.idp.account = { subject: 'aubry', declines: true }
  const { url } = await new UserAgent().visit(start('/affaires?tri=date'), isNoPage)
  expect(url.searchParams.get('retour')).toBe('/affaires?tri=date')
})

test('T-41 a forged identification is a problem for programs, a page for browsers', async () => {
  here.idp.signer = 'foreign'
  const browser = new UserAgent()
  const { url } = await browser.visit(start(), isElsewhereOrLogin)
  const answer = await browser.fetch(url, { accept: 'application/json' })
  expect(answer.status).toBe(403)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(await answer.json()).toMatchObject({ status: 403, code: 'OIDC_SIGNATURE_INVALID' })
})

test('an issuer nobody named is not found', async () => {
  const json = { accept: 'application/json' }
  const unknown = await fetch(api('/session/oidc/other'), { headers: json, redirect: 'manual' })
  expect(unknown.status).toBe(404)
  expect(await unknown.json()).toMatchObject({ code: 'OIDC_ISSUER_UNKNOWN' })
  const missing = await fetch(api('/session/oidc/other/callback'), { headers: json })
  expect(missing.status).toBe(404)
})

test('whose account is unbound has no session any more, and gets none', async () => {
  const other = await here.enrol(here.idp.url, 'leaving', 'sapiteur', 'Dr Yann Le Goff')
  here.idp.account = { subject: 'leaving', acr: 'eidas3' }
  const browser = new UserAgent()
  await browser.visit(start(), isNoPage)
  expect((await browser.fetch(api('/session'))).status).toBe(200)
  const { credentials } = (await here.admin.get(`/persons/${other}`)).json<{
    credentials: { id: string }[]
  }>()
  const path = `/persons/${other}/credentials/${credentials[0]!.id}/unbinding`
  expect((await here.admin.post(path, { reason: 'withdrawn' })).statusCode).toBe(201)
  expect((await browser.fetch(api('/session'))).status).toBe(401)
  const { url } = await browser.visit(start(), isNoPage)
  expect(url.href).toBe(`${here.url}${refusal('SUBJECT_UNBOUND')}`)
  await eventually(async () => (await consoleOf(other)).at(-1)?.type === 'ActionRefused')
  expect((await consoleOf(other)).at(-1)).toMatchObject({
    data: { action: 'OpenSession', code: 'SUBJECT_UNBOUND' },
  })
})

describe('logging out', () => {
  const AWAY = '/session?fin=OIDC_LOGGED_OUT'

  test('ends the session here, then leads to the issuer’s page with what it needs to end its own', async () => {
    const browser = await loggedIn()
    const { issuer, logoutUrl } = await leave(here.url, browser)
    expect(issuer).toBe('Fournisseur local')
    const { origin, searchParams } = new URL(logoutUrl!)
    expect([origin, Object.fromEntries(searchParams)]).toEqual([
      here.idp.url,
      {
        client_id: CLIENT.id,
        id_token_hint: here.idp.lastIdToken,
        post_logout_redirect_uri: api('/session/oidc/local/ended').href,
        state: browser.cookie(here.url, 'contremarque-login'),
      },
    ])
    expect(await sessionStatus(here.url, browser)).toBe(401)
    const { answer } = await browser.visit(logoutUrl!)
    const back = await browser.submit(await answer!.text(), { logout: 'yes' })
    const { url } = await browser.visit(back.headers.get('location')!, isNoPage)
    expect(url.href).toBe(`${here.url}${AWAY}`)
    expect(browser.cookie(here.url, 'contremarque-login')).toBeUndefined()
    here.idp.asks = true
    const again = await browser.visit(start(), isNoPage)
    expect(again.url.pathname).toMatch(/^\/interaction\//)
  })

  test('T-42 nobody is told that he logged out who comes back with another state, and nobody is led elsewhere', async () => {
    const browser = await loggedIn()
    const { logoutUrl } = await leave(here.url, browser)
    const state = new URL(logoutUrl!).searchParams.get('state')!
    const elsewhere = 'https://other.example'
    for (const query of ['', 'state=', `state=${'A'.repeat(43)}`, `state=${state}&state=x`]) {
      const url = api(`/session/oidc/local/ended?${query}&returnTo=${elsewhere}`)
      expect(await outcome(new UserAgent(), url)).toEqual([303, '/session'])
    }
    const wrong = api(`/session/oidc/local/ended?state=${'A'.repeat(43)}`)
    expect(await outcome(browser, wrong)).toEqual([303, '/session'])
    // Said once: what came back with another state is over.
    const right = api(`/session/oidc/local/ended?state=${state}`)
    expect(await outcome(browser, right)).toEqual([303, '/session'])
  })

  test('by the issuer: the session that rests on the one it ended is over, with an event, and no other is', async () => {
    const [browser, elsewhere] = [await loggedIn(), await loggedIn()]
    const before = await consoleOf(person)
    const page = new URL('/session/end', here.idp.url)
    const { answer } = await browser.visit(page)
    await browser.submit(await answer!.text(), { logout: 'yes' })
    expect([
      await sessionStatus(here.url, browser),
      await sessionStatus(here.url, elsewhere),
    ]).toEqual([401, 200])
    const told = {
      type: 'ActionRefused',
      data: { action: 'ContinueSession', code: 'OIDC_LOGGED_OUT', rule: null },
      commitments: [{ field: 'authentication' }],
    }
    await eventually(async () => (await consoleOf(person)).length > before.length)
    expect((await consoleOf(person)).slice(before.length)).toMatchObject([told])
  })

  test('T-45 what is no logout of the issuer’s ends nothing and is counted; an event where it proves about whom it is', async () => {
    const browser = await loggedIn()
    const sid = decodeJwt<{ sid: string }>(here.idp.lastIdToken!).sid
    const claims = logoutClaims(here.idp.url, { sub: 'aubry', sid })
    await refusalsTold(here.world)
    const before = await consoleOf(person)
    here.idp.signer = 'foreign'
    await expectRefused(await here.idp.sign(claims, 'logout+jwt'), 'LOGOUT_TOKEN_FORGED')
    here.idp.signer = 'own'
    expect(await consoleOf(person)).toEqual(before)
    const foreign = await here.idp.sign({ ...claims, aud: 'other' }, 'logout+jwt')
    await expectRefused(foreign, 'LOGOUT_TOKEN_FOR_ANOTHER')
    expect(await sessionStatus(here.url, browser)).toBe(200)
    const token = await here.idp.sign(claims, 'logout+jwt')
    expect((await tellLogout(here.url, token)).status).toBe(204)
    expect(await sessionStatus(here.url, browser)).toBe(401)
    const after = await loggedIn()
    await expectRefused(token, 'LOGOUT_TOKEN_REPLAYED')
    expect(await sessionStatus(here.url, after)).toBe(200)
    const told = ['LOGOUT_TOKEN_FOR_ANOTHER', 'OIDC_LOGGED_OUT', 'LOGOUT_TOKEN_REPLAYED']
    const codes = async () =>
      (await consoleOf(person)).slice(before.length).flatMap(({ data }) => data['code'] ?? [])
    await eventually(async () => (await codes()).length >= told.length)
    expect((await codes()).toSorted()).toEqual(told.toSorted())
  })

  test('T-23 a logout is small, and is asked for by no page', async () => {
    expect((await tellLogout(here.url, 'x'.repeat(20_000))).status).toBe(413)
    const crossSite = await tellLogout(here.url, 'x', { 'sec-fetch-site': 'cross-site' })
    expect([crossSite.status, await crossSite.json()]).toMatchObject([403, { code: 'CROSS_SITE' }])
  })

  async function expectRefused(token: string, code: string): Promise<void> {
    const counted = await refusalsCounted(code)
    const answer = await tellLogout(here.url, token)
    expect([answer.status, await answer.json()]).toMatchObject([400, { code }])
    expect(await refusalsCounted(code)).toBe(counted + 1)
  }
})

async function loggedIn(): Promise<UserAgent> {
  const browser = new UserAgent()
  await browser.visit(start(), isNoPage)
  return browser
}

function api(path: string): URL {
  return new URL(`${here.url}/api/v1${path}`)
}

function start(returnTo?: string): URL {
  const url = api('/session/oidc/local')
  if (returnTo !== undefined) url.searchParams.set('returnTo', returnTo)
  return url
}

/** Pages of the console are not built here: the browser stops before them. */
function isNoPage(url: URL): boolean {
  return url.origin !== here.url || url.pathname.startsWith('/api/')
}

function isElsewhere(url: URL): boolean {
  return url.origin !== here.url
}

function isElsewhereOrLogin(url: URL): boolean {
  return isElsewhere(url) || !url.pathname.endsWith('/callback')
}

/** Where a refused login ends that was to lead to the first page. */
function refusal(code: string): string {
  return `/session?refus=${code}&retour=%2F`
}

function consoleOf(id: string) {
  return entriesOf(here.world, 'console', id)
}

async function refusalsCounted(code: string): Promise<number> {
  const { text } = await here.world.server.app.get(Metrics).render()
  const counter = `contremarque_identifications_refused_total{code="${code}"} `
  const line = text.split('\n').find((each) => each.startsWith(counter))
  return Number(line?.slice(counter.length) ?? 0)
}

async function outcome(browser: UserAgent, url: URL): Promise<[number, string | null]> {
  const answer = await browser.fetch(url)
  return [answer.status, answer.headers.get('location')]
}
