import {
  exportSource,
  parseCheckpoint,
  parseNote,
  parseReceipt,
  verify,
  verifyReceipt,
} from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { createHash } from 'node:crypto'
import { TimelinePage } from '../src/http/schemas/cases.js'
import { EntryProof } from '../src/http/schemas/entries.js'
import { LedgerHealth, Trust } from '../src/http/schemas/ledger.js'
import { PersonaList, Session } from '../src/http/schemas/session.js'
import { PERSONAS, personaOf } from '../src/identity/personas.js'
import type { Caller } from './http-world.js'
import { httpWorld, order, type HttpWorld } from './http-world.js'
import { watchFeed } from './watched-feed.js'

const crypto = nodeCrypto()
const NO_ENTRY = '11111111-1111-8111-8111-111111111111'
let world: HttpWorld
let judge: Caller
let server: string

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  judge = await world.as('magistrat')
  server = await world.server.app.getUrl()
})

afterAll(() => world.close())

interface Operation {
  readonly security?: readonly unknown[]
}

test('T-21 without a session every route but those that say so answers 401', async () => {
  const { paths } = (await document()) as { paths: Record<string, Record<string, Operation>> }
  const open: string[] = []
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const url = path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, NO_ENTRY)
      const verb = method.toUpperCase() as 'DELETE' | 'GET' | 'POST' | 'PUT'
      const answer = await world.anonymous.call(verb, url, verb === 'GET' ? undefined : {})
      if (operation.security === undefined) open.push(`${verb} ${url}`)
      else expect({ url, code: answer.json().code }).toEqual({ url, code: 'SESSION_REQUIRED' })
    }
  }
  expect(open).toEqual([
    'GET /health',
    'POST /session',
    `GET /session/oidc/${NO_ENTRY}`,
    `GET /session/oidc/${NO_ENTRY}/callback`,
    `GET /session/oidc/${NO_ENTRY}/ended`,
    `POST /session/oidc/${NO_ENTRY}/logout`,
    'GET /session/methods',
    'POST /session/certificate',
    'GET /personas',
    'GET /terms',
  ])
})

test('T-21 the cookie is unreadable for scripts, strict, short, and worthless once the session ends', async () => {
  const persona = personaOf('auditeur').id
  const opened = await world.anonymous.post('/session', { persona })
  Session.strict().parse(opened.json())
  const cookie = String(opened.headers['set-cookie'])
  expect(cookie).toMatch(
    /^contremarque-session=[\w-]{43}; .*Path=\/api; .*HttpOnly; .*SameSite=Strict/,
  )
  const token = { cookie: cookie.split(';')[0]! }
  expect((await world.anonymous.get('/session', token)).statusCode).toBe(200)
  expect((await world.anonymous.call('DELETE', '/session', undefined, token)).statusCode).toBe(204)
  expect((await world.anonymous.get('/session', token)).statusCode).toBe(401)
  const forged = { cookie: `contremarque-session=${'A'.repeat(43)}` }
  expect((await world.anonymous.get('/session', forged)).statusCode).toBe(401)
})

test('personas are listed; an unknown one opens nothing', async () => {
  const list = PersonaList.parse((await world.anonymous.get('/personas')).json())
  expect(list.items.map(({ id }) => id)).toEqual(PERSONAS.map(({ id }) => id))
  const answer = await world.anonymous.post('/session', { persona: NO_ENTRY })
  expect(answer.json()).toMatchObject({ code: 'PERSONA_UNKNOWN' })
})

test('an entry shows its proof, its bytes and a receipt that verifies alone', async () => {
  const { id, hash, der } = await stampedEntry()
  const proof = EntryProof.strict().parse((await judge.get(`/entries/${id}`)).json())
  expect(proof).toMatchObject({ hash, state: 'stamped', certificate: { development: true } })
  expect(proof.timeStamps).toHaveLength(1)
  const timeline = await judge.get(
    `/cases/${proof.entry.stream.replace('expertise-', '')}/timeline`,
  )
  const { items } = TimelinePage.parse(timeline.json())
  expect(proof.entry).toEqual(items.find((item) => item.id === id))
  expect(proof.entry.personal).toHaveProperty('name', expect.any(String))
  const bytes = await judge.get(`/entries/${id}/entry.p7m`)
  expect(bytes.headers['content-type']).toBe('application/pkcs7-mime')
  expect(bytes.rawPayload.toString('base64')).toBe(der)
  const receipt = await judge.get(`/entries/${id}/receipt`)
  const report = await verifyReceipt({
    receipt: parseReceipt(new Uint8Array(receipt.rawPayload)),
    trust: await trust(),
    trustSource: 'given',
    crypto,
  })
  expect(report).toMatchObject({ verdict: 'TOTAL_PASSED', findings: [] })
})

test('T-22 an entry is nobody’s but who may see its stream', async () => {
  const { id } = await stampedEntry()
  const stranger = await world.as('avocat-clinique')
  for (const part of ['', '/entry.p7m', '/receipt', '/evidence-record', '/time-stamp']) {
    const there = await stranger.get(`/entries/${id}${part}`)
    const nowhere = await stranger.get(`/entries/${NO_ENTRY}${part}`)
    expect(there.statusCode).toBe(404)
    expect(there.body).toBe(nowhere.body)
  }
})

test('T-03 the head is the last stamped checkpoint, and the export reaches it', async () => {
  await stampedEntry()
  const answer = await judge.get('/ledger/head')
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': /^text\/plain/ } })
  const { text } = parseNote(answer.body)
  const { stamped } = (await judge.get('/ledger/health')).json<{ stamped: number }>()
  expect(parseCheckpoint(text).size).toBe(stamped)
  expect((await judge.get('/ledger/export')).body).toContain(JSON.stringify(answer.body))
})

test('the export verifies against the trust anchors, and no person is named in it', async () => {
  await stampedEntry()
  const answer = await judge.get('/ledger/export')
  expect(answer.headers['content-type']).toBe('application/vnd.contremarque.export+jsonl')
  const chunks = (async function* () {
    yield new Uint8Array(answer.rawPayload)
  })()
  const report = await verify({
    source: exportSource(chunks, createHash('sha256')),
    trust: await trust(),
    trustSource: 'given',
    crypto,
  })
  expect(report).toMatchObject({ verdict: 'TOTAL_PASSED', findings: [] })
  const lines = answer.body.split('\n').flatMap((line) => {
    const { der } = (line === '' ? {} : JSON.parse(line)) as { der?: string }
    return der === undefined ? [] : [Buffer.from(der, 'base64').toString('latin1')]
  })
  const clear = Buffer.from([...lines, answer.body].join('\n'), 'latin1').toString()
  for (const { id, name } of PERSONAS) {
    expect(clear).not.toContain(id)
    expect(clear).not.toContain(name)
  }
})

test('ledger health has its documented shape', async () => {
  LedgerHealth.strict().parse((await judge.get('/ledger/health')).json())
})

test('metrics are for operators and auditors, and name nobody', async () => {
  expect((await judge.get('/metrics')).statusCode).toBe(403)
  const metrics = await (await world.as('operateur')).get('/metrics')
  expect(metrics.body).toMatch(/contremarque_entries_recorded_total [1-9]/)
  for (const { id } of PERSONAS) expect(metrics.body).not.toContain(id)
})

test('the live feed tells members of new entries, and nobody else', async () => {
  const stranger = await world.as('avocat-clinique')
  const mine = await watchFeed(server, judge.credentials)
  const foreign = await watchFeed(server, stranger.credentials)
  const { case: id } = (await judge.post('/cases', order())).json()
  const told = await mine.until((event) => event.event === 'entry' && event.stream.includes(id))
  expect(told).toMatchObject({ type: expect.any(String) })
  await foreign.until((event) => event.event === 'sealed')
  expect(foreign.seen.filter(({ event }) => event === 'entry')).toEqual([])
  mine.stop()
  foreign.stop()
})

test('the live feed names no place to resume from: it begins with how things stand, whatever a reader had', async () => {
  const feed = await watchFeed(server, { ...judge.credentials, 'last-event-id': '1' })
  const { case: id } = (await judge.post('/cases', order())).json()
  await feed.until((event) => event.event === 'entry' && event.stream.includes(id))
  feed.stop()
  expect(feed.seen[0]!.event).toBe('health')
  expect(feed.ids).toEqual(feed.seen.map(() => ''))
})

test('headers forbid framing, sniffing, inline scripts and caching of answers', async () => {
  const { headers } = await judge.get('/session')
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': expect.stringMatching(/script-src 'self';.*frame-ancestors 'none'/),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
})

test('outside /api a page that is no file is the console’s; inside it is a problem', async () => {
  const inject = (url: string) => world.server.app.inject({ method: 'GET', url })
  const inside = await inject('/api/elsewhere')
  expect(inside.statusCode).toBe(404)
  expect(inside.headers['content-type']).toMatch(/problem\+json/)
  expect((await inject('/api/docs-json')).statusCode).toBe(200)
})

async function document(): Promise<unknown> {
  return (await world.server.app.inject({ method: 'GET', url: '/api/docs-json' })).json()
}

async function trust() {
  return Trust.strict().parse((await judge.get('/ledger/trust')).json())
}

/** The last entry of a new case, time-stamped and seen by the read side. */
async function stampedEntry(): Promise<{ id: string; hash: string; der: string }> {
  const { entries } = (await judge.post('/cases', order())).json()
  const { ledger } = world.server.node
  await ledger.settle()
  await world.server.models.waitFor(await ledger.folder.store.headPosition())
  return (entries as { id: string; hash: string; der: string }[]).at(-1)!
}
