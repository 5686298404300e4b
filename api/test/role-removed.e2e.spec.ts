import { exportSource, verify } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { createHash } from 'node:crypto'
import type { CaseDetail } from '../src/projections/read-model.js'
import { Trust } from '../src/http/schemas/ledger.js'
import { personaOf } from '../src/identity/personas.js'
import { file, plain } from './asked-actions.js'
import { entriesOf, refusalsTold } from './entries-of.js'
import { caughtUp } from './caught-up.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import { watchFeed } from './watched-feed.js'

let world: HttpWorld
let judge: Caller
let administrator: Caller

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  judge = await world.as('magistrat')
  administrator = await world.as('administrateur')
})

afterAll(() => world.close())

const start = { kind: 'OrderImmediateStart', orderedOn: '2026-11-10', reference: 'x' }
const newCase = async () => (await judge.post('/cases', order())).json<{ case: string }>().case

test('T-74 a judge who hands over control loses its powers in the session that is open', async () => {
  const id = await newCase()
  const act = (action: object) => judge.post(`/cases/${id}/actions`, action)
  expect((await act(start)).statusCode).toBe(201)
  const enrolled = { role: 'magistrat', name: 'Une autre juge', address: null }
  const { person } = (await administrator.post('/persons', enrolled)).json<{ person: string }>()
  const handOver = { kind: 'AddActor', person, role: 'magistrat', controls: true }
  expect((await act(handOver)).statusCode).toBe(201)
  const refused = await act(start)
  expect(refused.statusCode).toBe(403)
  expect(refused.json()).toMatchObject({ code: 'NOT_THE_CONTROL_JUDGE', rule: 'R04' })
})

test('T-74 a role withdrawn is gone with the next request, and its session with it', async () => {
  const id = await newCase()
  const expert = await world.as('expert')
  await caughtUp(world.server)
  expect((await expert.get(`/cases/${id}`)).statusCode).toBe(200)
  const roles = `/persons/${personaOf('expert').id}/roles`
  const change = (kind: string) => administrator.post(roles, { kind, role: 'expert' })
  expect((await change('WithdrawRole')).statusCode).toBe(201)
  const asked = await Promise.all([
    expert.get(`/cases/${id}`),
    expert.post(`/cases/${id}/actions`, { kind: 'NotifyDesignation' }),
    expert.get('/ledger/health'),
  ])
  expect(asked.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401])
  expect((await change('GrantRole')).statusCode).toBe(201)
  expect((await expert.get(`/cases/${id}`)).statusCode).toBe(401)
})

describe('T-74 who is removed from a case in mid-session', () => {
  let lawyer: Caller
  let stranger: Caller
  let id: string
  let entry: string
  let document: string
  let actor: string
  const act = (caller: Caller, action: object) => caller.post(`/cases/${id}/actions`, action)

  beforeAll(async () => {
    lawyer = await world.as('avocat-demanderesse')
    stranger = await world.as('avocat-clinique')
    const ordered = (await judge.post('/cases', order())).json<{
      case: string
      entries: { id: string }[]
    }>()
    id = ordered.case
    entry = ordered.entries[0]!.id
    const letter = { kind: 'DepositDocument', documentKind: 'letter', ...plain }
    document = (await judge.deposit(id, letter, file)).json<{ document: string }>().document
    expect((await act(judge, { kind: 'MakeDocumentAvailable', document })).statusCode).toBe(201)
    await caughtUp(world.server)
    actor = (await caseSeen()).parties.find(({ role }) => role === 'avocat')!.id
  })

  const caseSeen = async () => (await judge.get(`/cases/${id}`)).json<CaseDetail>()
  const paths = () => [
    `/cases/${id}`,
    `/cases/${id}/timeline`,
    `/cases/${id}/deliveries`,
    `/cases/${id}/documents/${document}/content`,
    `/entries/${entry}`,
    `/entries/${entry}/entry.p7m`,
    `/entries/${entry}/receipt`,
    `/entries/${entry}/evidence-record`,
    `/entries/${entry}/time-stamp`,
  ]

  test('sees it no more with the next request, and is told no word about why', async () => {
    const url = await world.server.app.getUrl()
    const [his, hers] = [
      await watchFeed(url, lawyer.credentials),
      await watchFeed(url, judge.credentials),
    ]
    for (const path of paths())
      expect([path, (await lawyer.get(path)).statusCode]).toEqual([path, 200])
    const remove = { kind: 'RemoveActor', actor, role: 'avocat', ground: 'counsel-changed' }
    const removed = await act(judge, { ...remove, reason: 'Me Girard lui succède' })
    expect(removed.statusCode).toBe(201)
    // The ledger's own fold answers, whether the read side knows it yet or not.
    const asked = await Promise.all(paths().map((path) => lawyer.get(path)))
    const unknown = await Promise.all(paths().map((path) => stranger.get(path)))
    expect(asked.map(({ statusCode, body }) => [statusCode, body])).toEqual(
      unknown.map(({ body }) => [404, body]),
    )
    const refused = await act(lawyer, { kind: 'NotifyDesignation' })
    expect([refused.statusCode, refused.body]).toEqual([404, unknown[0]!.body])
    await caughtUp(world.server)
    expect((await lawyer.get('/cases')).body).not.toContain(id)
    const search = await lawyer.post('/cases/search', { text: 'infection' })
    expect(search.body).not.toContain(id)
    expect((await act(judge, start)).statusCode).toBe(201)
    const started = (event: { event: string; type?: string }) =>
      event.event === 'entry' && event.type === 'ImmediateStartOrdered'
    await hers.until(started)
    await his.until(({ event }) => event === 'sealed')
    expect(his.seen.filter(started)).toEqual([])
    his.stop()
    hers.stop()
  })

  test('what he is refused stands in his own stream, not in the case', async () => {
    await refusalsTold(world)
    const console = await entriesOf(world, 'console', personaOf('avocat-demanderesse').id)
    const refused = console.filter(({ type }) => type === 'ActionRefused')
    expect(refused).toContainEqual(
      expect.objectContaining({
        data: { action: 'ConsultCase', code: 'NOT_A_MEMBER', rule: 'R04' },
      }),
    )
    const timeline = (await judge.get(`/cases/${id}/timeline`)).body
    expect(timeline).not.toContain('NOT_A_MEMBER')
  })

  test('the others still see him and why he left; no notice goes to him', async () => {
    const party = (await caseSeen()).parties.find(({ id: each }) => each === actor)
    expect(party).toMatchObject({
      name: personaOf('avocat-demanderesse').name,
      removedAt: expect.any(String),
    })
    const timeline = (await judge.get(`/cases/${id}/timeline`)).body
    expect(timeline).toContain('Me Girard lui succède')
    const clerk = await world.as('greffe')
    const notice = {
      kind: 'SendNotice',
      document,
      recipient: actor,
      channel: 'email',
      address: 'x',
    }
    const refused = await act(clerk, notice)
    expect([refused.statusCode, refused.json()]).toMatchObject([
      409,
      { code: 'RECIPIENT_REMOVED', rule: 'R04' },
    ])
  })

  test('the ledger with his removal verifies, and names him nowhere', async () => {
    await world.server.node.ledger.settle()
    const exported = await judge.get('/ledger/export')
    const chunks = (async function* () {
      yield new Uint8Array(exported.rawPayload)
    })()
    const report = await verify({
      source: exportSource(chunks, createHash('sha256')),
      trust: Trust.strict().parse((await judge.get('/ledger/trust')).json()),
      trustSource: 'given',
      crypto: nodeCrypto(),
    })
    expect(report).toMatchObject({ verdict: 'TOTAL_PASSED', findings: [] })
    const ders = exported.body.split('\n').flatMap((line) => {
      const { der } = (line === '' ? {} : JSON.parse(line)) as { der?: string }
      return der === undefined ? [] : [Buffer.from(der, 'base64').toString('utf8')]
    })
    expect(ders.some((der) => der.includes('ActorRemoved'))).toBe(true)
    expect(ders.filter((der) => der.includes('Girard'))).toEqual([])
  })

  test('added again he sees it again', async () => {
    const { id: person, role } = personaOf('avocat-demanderesse')
    expect((await act(judge, { kind: 'AddActor', person, role })).statusCode).toBe(201)
    await caughtUp(world.server)
    expect((await lawyer.get(`/cases/${id}`)).statusCode).toBe(200)
  })
})
