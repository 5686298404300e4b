import { hash, randomUUID } from 'node:crypto'
import type { Caller } from './http-world.js'
import { entriesOf, refusalsTold } from './entries-of.js'
import { PLATFORM } from './local-issuer.js'
import { oidcWorld, type OidcWorld } from './oidc-world.js'
import { Platform } from './platform.js'

let here: OidcWorld
let platform: Platform
let other: Platform
let operator: Caller
let audience: string
let url: string
let users = 0

beforeAll(async () => {
  platform = await Platform.create()
  other = await Platform.create()
  here = await oidcWorld(platform)
  operator = await here.world.as('operateur')
  audience = `${here.url}/api/v1`
  url = `${audience}/cases/${randomUUID()}`
})
afterAll(() => here.close())

const past = Math.floor(Date.now() / 1000) - 7_200
const KNOWN = [
  ['whose end is past', { exp: past }, 'ASSERTION_EXPIRED'],
  ['signed long ago', { iat: past }, 'ASSERTION_EXPIRED'],
  ['for another audience', { aud: 'https://other.example' }, 'ASSERTION_FOR_ANOTHER'],
  ['without a key', { jti: undefined }, 'ASSERTION_MALFORMED'],
  ['with a digest that is none', { digest: 1 }, 'ASSERTION_MALFORMED'],
  ['of another method', { htm: 'POST' }, 'ASSERTION_OF_ANOTHER_REQUEST'],
  ['of another address', { htu: 'https://other.example' }, 'ASSERTION_OF_ANOTHER_REQUEST'],
  ['of a body that is not there', { digest: 'x' }, 'ASSERTION_OF_ANOTHER_REQUEST'],
  ['in a role that is not his', { role: 'magistrat' }, 'ROLE_NOT_HELD'],
] as const

test.each(KNOWN)(
  'T-44 an assertion %s is an event of the person it names, by the platform’s signature',
  async (_, change, code) => {
    const { person, subject } = await enrolled()
    const assertion = await signed({ ...change, sub: subject })
    expect(await codeOf(get(assertion))).toEqual([403, code])
    expect(await toldOf(person)).toEqual([{ action: 'ActThroughPlatform', code, rule: null }])
    expect(await openedOf(person)).toContainEqual({
      assertion: hash('sha256', assertion),
      client: PLATFORM.id,
      issuer: platform.issuer,
    })
  },
)

test('T-44 a body, a key or a description that was not signed is an event of the person', async () => {
  const { person, subject } = await enrolled()
  const key = randomUUID()
  const about = { method: 'POST', url: `${url}/actions`, body: '{"kind":"NotifyDesignation"}' }
  const assertion = await platform.assertion(about, { aud: audience, sub: subject, jti: key })
  const post = (body: string, headers = { 'idempotency-key': key }) =>
    send('POST', about.url, assertion, {
      body,
      headers: { ...headers, 'content-type': 'application/json' },
    })
  expect(await codeOf(post('{"kind":"NotifyConsignation"}'))).toEqual(OF_ANOTHER)
  expect(await codeOf(post(about.body, { 'idempotency-key': randomUUID() }))).toEqual(OF_ANOTHER)
  await toldOf(person)
  await acceptTerms(person)
  const form = new FormData()
  form.set('document', '{}')
  const described = await platform.assertion(
    { method: 'POST', url: `${url}/documents`, body: '{"signed":1}' },
    { aud: audience, sub: subject, jti: key },
  )
  const deposit = send('POST', `${url}/documents`, described, {
    body: form,
    headers: { 'idempotency-key': key },
  })
  expect(await codeOf(deposit)).toEqual(OF_ANOTHER)
  const refused = { action: 'ActThroughPlatform', code: OF_ANOTHER[1], rule: null }
  expect(await toldOf(person)).toEqual([refused, refused, refused])
})

test('T-44 who is no longer bound to the platform is still told of', async () => {
  const { person, subject } = await enrolled()
  const { credentials } = (await here.admin.get(`/persons/${person}`)).json<{
    credentials: { id: string }[]
  }>()
  const unbinding = `/persons/${person}/credentials/${credentials[0]!.id}/unbinding`
  expect((await here.admin.post(unbinding, { reason: 'withdrawn' })).statusCode).toBe(201)
  expect(await codeOf(get(await signed({ sub: subject })))).toEqual([403, 'SUBJECT_UNBOUND'])
  expect(await toldOf(person)).toMatchObject([{ code: 'SUBJECT_UNBOUND' }])
})

const NOBODY = {
  'of another key': ['ASSERTION_FORGED', async (sub) => of(other, { sub })],
  'of another platform’s user': [
    'ASSERTION_FROM_ANOTHER',
    (sub) => signed({ sub, iss: 'https://other.example' }),
  ],
  'of another type': ['ASSERTION_MALFORMED', (sub) => signed({ sub }, 'at+jwt')],
  'that cannot be read': ['ASSERTION_MALFORMED', async () => 'x.y.z'],
  'of nobody enrolled': ['SUBJECT_UNBOUND', () => signed({ sub: 'nobody' })],
} as const satisfies Record<string, readonly [string, (subject: string) => Promise<string>]>

test.each(Object.entries(NOBODY))(
  'T-44 an assertion %s proves nobody: a counter by its code, and an event of nobody',
  async (_, [code, make]) => {
    const { person, subject } = await enrolled()
    const before = await counted(code)
    expect(await codeOf(get(await make(subject)))).toEqual([403, code])
    expect(await counted(code)).toBe(before + 1)
    expect(await toldOf(person)).toEqual([])
  },
)

test('T-44 a platform that is not heard, or names nobody, is a counter by its code', async () => {
  const bare = (token: string) =>
    fetch(url, { headers: { authorization: `Bearer ${token}`, 'reading-purpose': 'audit' } })
  const before = await counted('ASSERTION_MISSING')
  const token = await here.idp.accessToken('read', audience)
  expect(await codeOf(bare(token))).toEqual([403, 'ASSERTION_MISSING'])
  expect(await counted('ASSERTION_MISSING')).toBe(before + 1)
  expect(await codeOf(bare('x.y.z'))).toEqual([401, 'CLIENT_TOKEN_MALFORMED'])
  expect(await counted('CLIENT_TOKEN_MALFORMED')).toBe(1)
})

test('T-44 at most ten are told one by one in a minute; the rest is summarised', async () => {
  const { person, subject } = await enrolled()
  const expired = await signed({ sub: subject, exp: past })
  for (let i = 0; i < 13; i++) expect((await get(expired)).status).toBe(403)
  expect(await toldOf(person)).toHaveLength(10)
  here.world.server.node.recorder['limit'].flush()
  await refusalsTold(here.world)
  const summaries = (await entriesOf(here.world, 'console', person)).filter(
    ({ type }) => type === 'RefusalsSummarised',
  )
  expect(summaries.map(({ data }) => data['count'])).toEqual([3])
})

const OF_ANOTHER = [403, 'ASSERTION_OF_ANOTHER_REQUEST'] as const

/** An expert whom the platform knows by a subject of his own. */
async function enrolled() {
  const subject = `user-${++users}`
  return { subject, person: await here.enrol(platform.issuer, subject, 'expert', 'Dr X') }
}

async function acceptTerms(person: string): Promise<void> {
  const { persons } = here.world.server.node
  const { version, sha256 } = (await operator.get('/terms')).json<Record<string, string>>()
  await persons.acceptTerms(
    {
      id: person,
      role: 'expert',
      authentication: { method: 'oidc', validity: 'good', checkedAt: null },
      evidence: {},
    },
    { version: version!, sha256: sha256! },
    { caller: person, key: randomUUID(), bodyDigest: '' },
  )
}

function signed(change: Readonly<Record<string, unknown>>, typ?: string): Promise<string> {
  return of(platform, change, typ)
}

function of(by: Platform, change: Readonly<Record<string, unknown>>, typ?: string) {
  return by.assertion({ method: 'GET', url }, { aud: audience, ...change }, typ)
}

function get(assertion: string): Promise<Response> {
  return send('GET', url, assertion, { headers: { 'reading-purpose': 'case-follow-up' } })
}

async function send(
  method: string,
  to: string,
  assertion: string,
  { body, headers }: { body?: FormData | string; headers: Readonly<Record<string, string>> },
): Promise<Response> {
  const token = await here.idp.accessToken('read record', audience)
  return fetch(to, {
    method,
    headers: { authorization: `Bearer ${token}`, 'on-behalf-of': assertion, ...headers },
    ...(body !== undefined && { body }),
  })
}

async function codeOf(answer: Promise<Response>): Promise<unknown> {
  const response = await answer
  return [response.status, ((await response.json()) as { code: string }).code]
}

/** What the person's own stream tells of refusals. */
async function toldOf(person: string) {
  await refusalsTold(here.world)
  const told = await entriesOf(here.world, 'console', person)
  return told.filter(({ type }) => type === 'ActionRefused').map(({ data }) => data)
}

async function openedOf(person: string): Promise<unknown[]> {
  const { personalData, streams } = here.world.server.node
  const opened = await personalData.openings.forCase(streams.console(person))
  return opened.filter(({ field }) => field === 'authentication').map(({ value }) => value)
}

async function counted(code: string): Promise<number> {
  const { body } = await operator.get('/metrics')
  const line = new RegExp(`contremarque_identifications_refused_total\\{code="${code}"\\} (\\d+)`)
  return Number(line.exec(body)?.[1] ?? 0)
}
