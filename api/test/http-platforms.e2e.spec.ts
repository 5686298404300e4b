import { hash, randomUUID } from 'node:crypto'
import { parseEntry } from '@contremarque/ledger'
import { expertise } from '../src/actions/expertise/expertise.js'
import { acceptTermsOf } from './accept-terms.js'
import { entriesOf, refusalsTold } from './entries-of.js'
import { order, type Caller } from './http-world.js'
import { PLATFORM } from './local-issuer.js'
import { oidcWorld, type OidcWorld } from './oidc-world.js'
import { Platform } from './platform.js'

let here: OidcWorld
let platform: Platform
let judge: Caller
let audience: string
let expert: string
let caseId: string

beforeAll(async () => {
  platform = await Platform.create()
  here = await oidcWorld(platform)
  audience = `${here.url}/api/v1`
  judge = await here.world.as('magistrat')
  expert = await here.enrol(platform.issuer, 'user-7', 'expert', 'Dr Anne Petit')
  await acceptTermsOf(here, expert)
  await here.enrol(platform.issuer, 'user-8', 'expert', 'Dr Luc Fresh')
  const actors = [
    ...order().actors.filter(({ role }) => role !== 'expert'),
    { person: expert, role: 'expert', actsFor: null },
  ]
  const ordered = await judge.post('/cases', order({ actors }))
  caseId = ordered.json<{ case: string }>().case
  await judge.post(`/cases/${caseId}/actions`, { kind: 'NotifyDesignation' })
  const { node, models } = here.world.server
  await models.waitFor(await node.ledger.folder.store.headPosition())
})
afterAll(() => here.close())

test('T-44 a platform records for a person, once when replayed, what it signed committed', async () => {
  const { answer, again, assertion } = await act(ACCEPT)
  expect(answer.status).toBe(201)
  expect(await (await again()).json()).toMatchObject({
    repeated: true,
    entries: ((await answer.json()) as { entries: unknown[] }).entries,
  })
  const { recorder, personalData } = here.world.server.node
  const stream = `expertise-${caseId}`
  const { head } = await recorder.fold(stream, expertise)
  const places = [{ stream, revision: head.revision }]
  const opened = [...(await personalData.openings.forEntries(places)).values()]
  expect(opened).toContainEqual(
    expect.objectContaining({
      field: 'authentication',
      value: {
        assertion: hash('sha256', assertion),
        client: PLATFORM.id,
        issuer: platform.issuer,
      },
    }),
  )
})

test('R05 a reading purpose left empty is a problem, and an event of whom the platform asked for', async () => {
  const empty = await get(`/cases/${caseId}`, { headers: { 'reading-purpose': '' } })
  await refused(empty, 422, 'PURPOSE_EMPTY')
  await refusalsTold(here.world)
  expect((await entriesOf(here.world, 'console', expert)).at(-1)).toMatchObject({
    type: 'ActionRefused',
    data: { action: 'StatePurpose', code: 'PURPOSE_EMPTY', rule: 'R05' },
  })
})

test('T-44 what was signed for one read is not read by twice, also under its own name as a key', async () => {
  const url = `${audience}/cases/${caseId}`
  const jti = randomUUID()
  const assertion = await platform.assertion({ method: 'GET', url }, signed({ jti }))
  const read = (headers = {}) =>
    send('GET', url, { assertion, headers: { 'reading-purpose': 'case-follow-up', ...headers } })
  expect((await read()).status).toBe(200)
  await refused(await read(), 403, 'ASSERTION_REPLAYED')
  await refused(await read({ 'idempotency-key': jti }), 403, 'ASSERTION_REPLAYED')
})

test('R05 what a platform reads for one person and purpose is one consultation', async () => {
  const audit = { headers: { 'reading-purpose': 'audit' } }
  const paths = [`/cases/${caseId}`, `/cases/${caseId}/timeline`, `/cases/${caseId}`]
  const statuses = await Promise.all(paths.map(async (path) => (await get(path, audit)).status))
  expect(statuses).toEqual([200, 200, 200])
  expect((await get(`/cases/${caseId}`, audit)).status).toBe(200)
  const { ledger } = here.world.server.node
  const stored = await ledger.folder.store.readStream(`expertise-${caseId}`, 0, 100)
  const consulted = stored
    .map(({ data }) => parseEntry(data, ledger.folder.crypto).envelope)
    .filter(({ type, data }) => type === 'CaseConsulted' && data['purpose'] === 'audit')
  expect(consulted).toHaveLength(1)
})

test('it reads for the person what he may read, and no more', async () => {
  expect((await get(`/cases/${caseId}`)).status).toBe(200)
  expect((await get('/cases/11111111-1111-8111-8111-111111111111')).status).toBe(404)
})

test('T-43 without a token, with another’s audience or a cookie beside it, nobody asks', async () => {
  const path = `/cases/${caseId}`
  await refused(await get(path, { token: 'x.y.z' }), 401, 'CLIENT_TOKEN_MALFORMED')
  const other = await here.idp.accessToken('read', 'https://other.example/api')
  const answer = await get(path, { token: other })
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
  await refused(answer, 401, 'CLIENT_TOKEN_FOR_ANOTHER')
  const mixed = await get(path, { headers: judge.credentials })
  await refused(mixed, 400, 'CREDENTIALS_MIXED')
})

test('T-43 a token reaches what its scope names, on the routes that name one', async () => {
  const read = await here.idp.accessToken('read', audience)
  expect((await get(`/cases/${caseId}`, { token: read })).status).toBe(200)
  const { answer } = await act({ kind: 'NotifyDesignation' }, { token: read })
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"')
  await refused(answer, 403, 'CLIENT_SCOPE_INSUFFICIENT')
  for (const path of ['/session', '/persons', '/ledger/health', '/personas', '/ledger/export']) {
    await refused(await get(path), 403, 'CLIENT_SCOPE_INSUFFICIENT')
  }
})

test('T-44 what was signed for one request is heard for no other', async () => {
  const body = JSON.stringify(ACCEPT)
  const key = randomUUID()
  const url = `${audience}/cases/${caseId}/actions`
  const assertion = await platform.assertion({ method: 'POST', url, body }, signed({ jti: key }))
  const ask = (changed: { url?: string; body?: string; key?: string }) =>
    send('POST', changed.url ?? url, {
      assertion,
      body: changed.body ?? body,
      headers: { 'idempotency-key': changed.key ?? key },
    })
  const others = [
    { body: JSON.stringify({ kind: 'NotifyDesignation' }) },
    { key: randomUUID() },
    { url: `${audience}/cases/11111111-1111-8111-8111-111111111111/actions` },
    { url: `${audience}/actions` },
  ]
  for (const other of others) await refused(await ask(other), 403, 'ASSERTION_OF_ANOTHER_REQUEST')
})

test('T-44 a deposit is signed by its description, which names the digest of the file', async () => {
  const file = Buffer.from('%PDF-1.7 note de l’expert')
  const document = JSON.stringify({ ...DEPOSIT, sha256: hash('sha256', file), size: file.length })
  const other = JSON.stringify({ ...DEPOSIT, sha256: hash('sha256', 'x'), size: 1 })
  await refused(await deposit(document, file, other), 403, 'ASSERTION_OF_ANOTHER_REQUEST')
  await refused(await deposit(document, file, undefined), 403, 'ASSERTION_OF_ANOTHER_REQUEST')
  expect((await deposit(document, file, document)).status).toBe(201)
})

test('T-44 nobody is named: no assertion, nobody’s, one who accepted no terms', async () => {
  const path = `/cases/${caseId}`
  const token = await here.idp.accessToken('read', audience)
  const bare = await fetch(`${audience}${path}`, { headers: { authorization: `Bearer ${token}` } })
  await refused(bare, 403, 'ASSERTION_MISSING')
  await refused(await get(path, { claims: { sub: 'user-9' } }), 403, 'SUBJECT_UNBOUND')
  await refused(await get(path, { claims: { sub: 'user-8' } }), 403, 'TERMS_NOT_ACCEPTED')
})

const DEPOSIT = {
  kind: 'DepositDocument',
  documentKind: 'note',
  title: 'Note',
  mediaType: 'application/pdf',
}
const ACCEPT = {
  kind: 'AcceptDesignation',
  declaration: { competent: true, available: true, noConflict: true },
}

interface Change {
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly claims?: Readonly<Record<string, unknown>>
}

async function get(path: string, { token, headers, claims }: Change = {}): Promise<Response> {
  const url = `${audience}${path}`
  const assertion = await platform.assertion({ method: 'GET', url }, signed(claims))
  const reading = { 'reading-purpose': 'case-follow-up', ...headers }
  return send('GET', url, { assertion, ...(token && { token }), headers: reading })
}

async function act(action: object, change: Change = {}) {
  const body = JSON.stringify(action)
  const url = `${audience}/cases/${caseId}/actions`
  const key = randomUUID()
  const assertion = await platform.assertion({ method: 'POST', url, body }, signed({ jti: key }))
  const headers = { 'idempotency-key': key }
  const { token } = change
  const again = () => send('POST', url, { assertion, body, headers, ...(token && { token }) })
  return { assertion, again, answer: await again() }
}

async function send(
  method: string,
  url: string,
  request: {
    readonly assertion: string
    readonly token?: string
    readonly body?: FormData | string
    readonly headers?: Readonly<Record<string, string>>
  },
): Promise<Response> {
  const { assertion, body, headers } = request
  const token = request.token ?? (await here.idp.accessToken('read record', audience))
  return fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'on-behalf-of': assertion,
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  })
}

function signed(change: Readonly<Record<string, unknown>> = {}) {
  return { aud: audience, ...change }
}

async function refused(answer: Response, status: number, code: string): Promise<void> {
  expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({
    status,
    code,
  })
}

/** Bytes of a form as a browser would send it, its description signed for. */
async function deposit(document: string, file: Buffer, body: string | undefined) {
  const url = `${audience}/cases/${caseId}/documents`
  const key = randomUUID()
  const about = { method: 'POST', url, ...(body !== undefined && { body }) }
  const assertion = await platform.assertion(about, signed({ jti: key }))
  const form = new FormData()
  form.set('document', document)
  form.set('file', new Blob([new Uint8Array(file)], { type: 'application/pdf' }), 'note.pdf')
  return send('POST', url, { assertion, body: form, headers: { 'idempotency-key': key } })
}
