import type { Envelope } from '@contremarque/ledger'
import { TimelinePage } from '../src/http/schemas/cases.js'
import { Session } from '../src/http/schemas/session.js'
import { personaOf } from '../src/identity/personas.js'
import { caughtUp } from './caught-up.js'
import { refusalsTold } from './entries-of.js'
import { Caller, httpWorld, order, type HttpWorld } from './http-world.js'
import { envelopesIn, storeHolds } from './told-story.js'
import { watchFeed } from './watched-feed.js'

const NOTHING = '11111111-1111-8111-8111-111111111111'
const DETAIL = 'à la demande de Nadia Benali'
/** What answers in a session before a purpose is stated: nothing of what is recorded. */
const BEFORE_PURPOSE = ['GET /session', 'GET /ledger/health', 'GET /ledger/trust', 'GET /metrics']
let world: HttpWorld
let judge: Caller
let id: string
let entry: string

beforeAll(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
  const ordered = (await judge.post('/cases', order())).json<{
    case: string
    entries: { id: string }[]
  }>()
  id = ordered.case
  entry = ordered.entries[0]!.id
  await caughtUp(world.server)
})

afterAll(() => world.close())

test('T-62 R05 nothing is read before it is said what for', async () => {
  const fresh = new Caller(world.server)
  await fresh.enter('greffe')
  await fresh.acceptTerms()
  const { paths } = (await world.server.app.inject({ method: 'GET', url: '/api/docs-json' })).json<{
    paths: Record<string, Record<string, { security?: unknown }>>
  }>()
  const answered: string[] = []
  for (const [path, methods] of Object.entries(paths)) {
    if (methods['get']?.security === undefined) continue
    const url = path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, NOTHING)
    if (BEFORE_PURPOSE.includes(`GET ${url}`)) answered.push(`GET ${url}`)
    else expect([url, await refusalOf(fresh.get(url))]).toEqual([url, [428, 'PURPOSE_REQUIRED']])
  }
  expect(answered).toEqual(BEFORE_PURPOSE)
  const search = fresh.post('/cases/search', { text: 'infection', limit: 5 })
  expect(await refusalOf(search)).toEqual([428, 'PURPOSE_REQUIRED'])
  expect((await fresh.readFor('audit')).statusCode).toBe(200)
  expect((await fresh.get(`/cases/${id}`)).statusCode).toBe(200)
})

test('T-62 R05 a purpose left empty is a problem and an event; the one before stays', async () => {
  const clerk = await world.as('greffe')
  expect(await refusalOf(clerk.call('PUT', '/session/purpose', {}))).toEqual([422, 'PURPOSE_EMPTY'])
  expect(await refusalOf(clerk.readFor('other'))).toEqual([422, 'PURPOSE_EMPTY'])
  for (const body of [
    { code: '' },
    { detail: '' },
    { code: ' ' },
    { code: 'other', detail: ' ' },
  ]) {
    const answer = clerk.call('PUT', '/session/purpose', body)
    expect([body, await refusalOf(answer)]).toEqual([body, [422, 'PURPOSE_EMPTY']])
  }
  for (const body of [{ code: 'curiosity' }, { code: 7 }]) {
    const answer = clerk.call('PUT', '/session/purpose', body)
    expect([body, await refusalOf(answer)]).toEqual([body, [400, 'BODY_INVALID']])
  }
  const session = Session.strict().parse((await clerk.get('/session')).json())
  expect(session.purpose).toEqual({ code: 'case-follow-up', detail: null })
  await refusalsTold(world)
  const told = { action: 'StatePurpose', code: 'PURPOSE_EMPTY', rule: 'R05' }
  expect(ofConsole('greffe', 'ActionRefused')).toEqual(Array.from({ length: 6 }, () => told))
  expect(
    (await clerk.call('PUT', '/session/purpose', { code: 'audit', detail: '' })).json(),
  ).toMatchObject({ purpose: { code: 'audit', detail: null } })
})

test('R05 one consultation per reader, case and session, with first, last and number of reads', async () => {
  const lawyer = await world.as('avocat-demanderesse')
  await lawyer.readFor('other', DETAIL)
  await Promise.all([lawyer.get(`/cases/${id}`), lawyer.get(`/cases/${id}/timeline`)])
  for (let i = 0; i < 3; i++) await lawyer.get(`/cases/${id}/deliveries`)
  const [consulted, ...more] = ofCase('CaseConsulted', 'avocat')
  expect(more).toEqual([])
  expect(consulted).toMatchObject({ typeVersion: 2, data: { purpose: 'other' } })
  expect(ofCase('ConsultationEnded')).toEqual([])
  await lawyer.call('DELETE', '/session', undefined)
  const [ended] = ofCase('ConsultationEnded')
  const { actor, from, until, reads } = ended!.data as Record<string, string | number>
  expect({ actor, from, reads }).toEqual({
    actor: consulted!.actor.id,
    from: consulted!.recordedAt,
    reads: 5,
  })
  expect(Date.parse(until as string)).toBeGreaterThanOrEqual(Date.parse(from as string))
  expect(ended!.actor.role).toBe('plateforme')
  expect(ofConsole('avocat-demanderesse', 'ConsoleSessionEnded')).toEqual([
    expect.objectContaining({ reads: 5, cause: 'closed' }),
  ])
})

test('T-62 what is written beside the purpose is shown to the case, never in clear in the ledger', async () => {
  const party = await world.as('partie-demanderesse')
  await party.readFor('other', DETAIL)
  await party.get(`/cases/${id}`)
  await caughtUp(world.server)
  const { items } = TimelinePage.parse((await judge.get(`/cases/${id}/timeline`)).json())
  const consulted = items.filter(({ type }) => type === 'CaseConsulted')
  expect(consulted.map(({ personal }) => personal['detail'])).toContain(DETAIL)
  expect(storeHolds(world.folder, DETAIL)).toBe(false)
})

test('T-62 no entry of a case names a session: two cases of one person stay apart', () => {
  const ids = new Set(ofType('ConsoleSessionOpened').map(({ data }) => data['session'] as string))
  expect(ids.size).toBeGreaterThan(2)
  const text = JSON.stringify(
    envelopesIn(world.folder).filter(({ stream }) => stream.startsWith('expertise-')),
  )
  for (const session of ids) expect(text).not.toContain(session)
})

test('R05 another purpose is another consultation, and ends the one before', async () => {
  const expert = await world.as('expert')
  await expert.get(`/cases/${id}`)
  const before = ofCase('ConsultationEnded').length
  await expert.readFor('evidence')
  expect(ofCase('ConsultationEnded')).toHaveLength(before + 1)
  await expert.get(`/cases/${id}`)
  const purposes = ofCase('CaseConsulted', 'expert').map(({ data }) => data['purpose'])
  expect(purposes).toEqual(['case-follow-up', 'evidence'])
})

test('R05 searches, screens, exports and downloads of proofs are events with their purpose', async () => {
  const reader = await world.as('greffe')
  await reader.readFor('evidence')
  const purpose = 'evidence'
  await reader.get('/cases')
  await reader.post('/cases/search', { text: 'infection', limit: 5 })
  await reader.get('/ledger/export')
  await reader.get('/ledger/export?use=verification')
  expect(ofConsole('greffe', 'ConsoleConsulted')).toContainEqual({ screen: 'cases', purpose })
  expect(ofConsole('greffe', 'CasesSearched')).toContainEqual({ results: 1, purpose })
  expect(ofConsole('greffe', 'LedgerExported')).toEqual([
    { use: 'download', purpose },
    { use: 'verification', purpose },
  ])
  const { hash } = (await reader.get(`/entries/${entry}`)).json<{ hash: string }>()
  for (const part of ['receipt', 'receipt', 'entry.p7m']) {
    expect((await reader.get(`/entries/${entry}/${part}`)).statusCode).toBe(200)
  }
  expect(ofCase('EvidenceDownloaded').map(({ data }) => data)).toEqual([
    { entry: hash, form: 'receipt', purpose },
    { entry: hash, form: 'entry', purpose },
  ])
  expect(ofCase('CaseConsulted', 'greffe').at(-1)!.data).toEqual({ purpose })
})

test('R05 a live feed that is opened again records nothing', async () => {
  await world.server.app.listen({ port: 0, host: '127.0.0.1' })
  const url = await world.server.app.getUrl()
  const watch = async (): Promise<number> => {
    const feed = await watchFeed(url, judge.credentials)
    await feed.until(({ event }) => event === 'health')
    feed.stop()
    return envelopesIn(world.folder).length
  }
  const first = await watch()
  expect(ofConsole('magistrat', 'ConsoleConsulted')).toContainEqual(
    expect.objectContaining({ screen: 'live' }),
  )
  expect(await watch()).toBe(first)
  expect(await watch()).toBe(first)
})

test('R05 a server that stops tells what was being read', async () => {
  const stopping = await httpWorld()
  const reader = await stopping.as('magistrat')
  await reader.get('/cases')
  await stopping.server.close()
  const ended = envelopesIn(stopping.folder).filter(({ type }) => type === 'ConsoleSessionEnded')
  expect(ended.map(({ data }) => data)).toEqual([
    expect.objectContaining({ reads: 1, cause: 'stopped' }),
  ])
})

async function refusalOf(answer: ReturnType<Caller['get']>): Promise<[number, string]> {
  const { statusCode, ...rest } = await answer
  return [statusCode, rest.json<{ code: string }>().code]
}

function ofType(type: string): Envelope[] {
  return envelopesIn(world.folder).filter((envelope) => envelope.type === type)
}

function ofCase(type: string, role?: string): Envelope[] {
  return ofType(type).filter(
    ({ stream, actor }) => stream === `expertise-${id}` && (role ?? actor.role) === actor.role,
  )
}

function ofConsole(handle: Parameters<typeof personaOf>[0], type: string): Envelope['data'][] {
  const stream = world.server.node.streams.console(personaOf(handle).id)
  return ofType(type)
    .filter((envelope) => envelope.stream === stream)
    .map(({ data }) => data)
}
