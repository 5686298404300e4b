import { createHash, randomUUID } from 'node:crypto'
import { CaseDetail, CasePage, DeliveryList, TimelinePage } from '../src/http/schemas/cases.js'
import { Problem } from '../src/http/schemas/problem.js'
import { Recorded } from '../src/http/schemas/recorded.js'
import { expertise } from '../src/actions/expertise/expertise.js'
import { EVEN } from '../src/http/even-answers.js'
import { personaOf } from '../src/identity/personas.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'

let world: HttpWorld
let judge: Caller
let clerk: Caller
let expert: Caller
let lawyer: Caller
let stranger: Caller

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  judge = await world.as('magistrat')
  clerk = await world.as('greffe')
  expert = await world.as('expert')
  lawyer = await world.as('avocat-demanderesse')
  stranger = await world.as('avocat-clinique')
})

afterAll(() => world.close())

test('T-07 an order opens a case; the same key answers the same, another body is refused', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const first = await judge.post('/cases', order(), key)
  expect(first.statusCode).toBe(201)
  const recorded = Recorded.parse(first.json())
  expect(recorded).toMatchObject({ state: 'recorded', repeated: false })
  expect(recorded.entries.map(({ type }) => type)).toContain('ExpertiseOrdered')
  const again = Recorded.parse((await judge.post('/cases', order(), key)).json())
  expect(again.entries).toEqual(recorded.entries)
  expect(again.repeated).toBe(true)
  const other = await judge.post('/cases', order({ subject: 'Autre objet' }), key)
  expect(other.statusCode).toBe(422)
  expect(other.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
})

test('a write without a key, with a wrong body or to nobody is a problem with its code', async () => {
  const nobody = { ...order().actors[0]!, person: randomUUID() }
  const answers = [
    [await judge.call('POST', '/cases', order()), 400, 'IDEMPOTENCY_KEY_REQUIRED'],
    [await judge.post('/cases', { kind: 'OrderExpertise' }), 400, 'BODY_INVALID'],
    [await judge.post('/cases', { ...order(), extra: 1 }), 400, 'BODY_INVALID'],
    [await judge.post('/cases', Buffer.from('{'), JSON_TYPE), 400, 'REQUEST_MALFORMED'],
    [await judge.post('/cases', Buffer.alloc(2 ** 21, ' '), JSON_TYPE), 413, 'BODY_TOO_LARGE'],
    [
      await judge.post('/cases', Buffer.from('x'), { 'content-type': 'text/csv' }),
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ],
    [await judge.get('/cases/not-a-uuid'), 400, 'BODY_INVALID'],
    [await judge.get('/cases?cursor=!'), 400, 'CURSOR_MALFORMED'],
    [await judge.get('/cases?limit=1000'), 400, 'BODY_INVALID'],
    [await judge.post('/cases', order({ controlJudge: randomUUID() })), 409, 'ORDER_WITHOUT_JUDGE'],
    [await judge.post('/cases', order({ actors: [nobody] })), 422, 'PERSON_UNKNOWN'],
    [await lawyer.post('/cases', order()), 403, 'ROLE_NOT_ALLOWED'],
    [await judge.call('POST', '/demo/next', undefined), 404, 'DEMO_UNAVAILABLE'],
    [await judge.get('/nothing'), 404, 'NOT_FOUND'],
  ] as const
  for (const [answer, status, code] of answers) {
    expect({ status: answer.statusCode, code: answer.json().code }).toEqual({ status, code })
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(() => Problem.parse(answer.json())).not.toThrow()
  }
})

test('T-22 to a stranger a case is not found, byte for byte and no sooner than one that does not exist', async () => {
  const id = await newCase()
  const missing = '11111111-1111-8111-8111-111111111111'
  const ways = [
    (to: string) => stranger.get(`/cases/${to}`),
    (to: string) => stranger.get(`/cases/${to}/timeline`),
    (to: string) => stranger.get(`/cases/${to}/deliveries`),
    (to: string) => stranger.post(`/cases/${to}/actions`, { kind: 'NotifyDesignation' }),
    (to: string) => stranger.get(`/cases/${to}/documents/${missing}/content`),
    (to: string) => stranger.deposit(to, piece(Buffer.from('x')), Buffer.from('x')),
  ]
  for (const ask of ways) {
    const late = async (to: string) => {
      const begin = performance.now()
      const answer = await ask(to)
      // Timers count whole milliseconds.
      expect(performance.now() - begin).toBeGreaterThan(EVEN - 2)
      return answer
    }
    const [there, nowhere] = await Promise.all([late(id), late(missing)])
    expect(there.statusCode).toBe(404)
    expect(there.body).toBe(nowhere.body)
  }
  expect(CasePage.parse((await stranger.get('/cases')).json()).items).toEqual([])
  const { recorder, streams } = world.server.node
  const { head } = await recorder.fold(`expertise-${id}`, expertise)
  const own = await recorder.fold(streams.console(personaOf('avocat-clinique').id), expertise)
  expect(head.revision).toBe(5)
  expect(own.head.revision).toBeGreaterThan(5)
})

test('a refused deposit names its rule, is recorded, and is accepted once the rule is met', async () => {
  const id = await newCase()
  await accept(id)
  const file = Buffer.from('%PDF-1.7 pièce médicale')
  const refused = await lawyer.deposit(id, piece(file), file)
  expect(refused.statusCode).toBe(409)
  expect(refused.json()).toMatchObject({ code: 'CONSIGNATION_NOT_NOTIFIED', rule: 'R11' })
  expect(refused.json().reason.fr).toMatch(/consignation/)
  await must(clerk, id, { kind: 'RecordConsignation', amountCents: 200_000, paidOn: '2026-11-10' })
  await must(clerk, id, { kind: 'NotifyConsignation' })
  const accepted = await lawyer.deposit(id, piece(file), file)
  expect(accepted.statusCode).toBe(201)
  expect(await typesOf(id, 'DocumentDeposited')).toContain('ActionRefused')
})

test('a document comes back byte for byte, its opening recorded first', async () => {
  const { id, document, file } = await depositedCase()
  const early = await expert.get(`/cases/${id}/documents/${document}/content`)
  expect(early.json()).toMatchObject({ code: 'DOCUMENT_NOT_AVAILABLE' })
  await must(lawyer, id, { kind: 'MakeDocumentAvailable', document })
  const opened = await expert.get(`/cases/${id}/documents/${document}/content`)
  expect(opened.statusCode).toBe(200)
  expect(opened.rawPayload).toEqual(file)
  expect(opened.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(file.length),
    'content-disposition': "attachment; filename*=UTF-8''dossier%20m%C3%A9dical.pdf",
    'x-content-type-options': 'nosniff',
  })
  expect(await typesOf(id, 'DocumentOpened')).toContain('DocumentMadeAvailable')
  const { items } = DeliveryList.parse((await judge.get(`/cases/${id}/deliveries`)).json())
  expect(items.find(({ recipient }) => recipient.role === 'expert')).toMatchObject({
    firstOpenedAt: { state: expect.any(String) },
  })
})

test('a file that is not the one declared is refused and nothing of it stays', async () => {
  const { id } = await depositedCase()
  const { recorder } = world.server.node
  const before = (await recorder.fold(`expertise-${id}`, expertise)).head.revision
  const file = Buffer.from('something else')
  const wrong = await lawyer.deposit(id, piece(Buffer.from('declared')), file)
  expect(wrong.statusCode).toBe(422)
  expect(wrong.json()).toMatchObject({ code: 'DOCUMENT_DIGEST_MISMATCH' })
  expect((await recorder.fold(`expertise-${id}`, expertise)).head.revision).toBe(before)
})

test('T-07 the same deposit with the same key is one document', async () => {
  const { id } = await depositedCase()
  const file = Buffer.from('twice')
  const key = { 'idempotency-key': randomUUID() }
  const first = await lawyer.deposit(id, piece(file), file, key)
  const second = await lawyer.deposit(id, piece(file), file, key)
  expect(second.json()).toMatchObject({ repeated: true, document: first.json().document })
})

test('the first read of a session is recorded on the case, later ones are not', async () => {
  const id = await newCase()
  const reader = await world.as('greffe')
  for (let i = 0; i < 3; i++) {
    expect((await reader.get(`/cases/${id}`)).statusCode).toBe(200)
    expect((await reader.get(`/cases/${id}/timeline`)).statusCode).toBe(200)
  }
  const types = await typesOf(id, 'CaseConsulted')
  // One by the reader, one by the judge who looks at the timeline here.
  expect(types.filter((type) => type === 'CaseConsulted')).toHaveLength(2)
})

test('Prefer: wait answers once the time-stamp is there', async () => {
  const id = await newCase()
  const action = { kind: 'NotifyDesignation' }
  const prefer = { prefer: 'respond-async, wait=20' }
  const answer = await clerk.post(`/cases/${id}/actions`, action, prefer)
  expect(answer.headers['preference-applied']).toBe('wait=20')
  expect(Recorded.parse(answer.json()).state).toBe('stamped')
})

test('many actions in one call are each recorded or refused, in order within a case', async () => {
  const id = await newCase()
  const items = [
    { key: randomUUID(), case: id, action: { kind: 'NotifyDesignation' } },
    { key: randomUUID(), case: id, action: { kind: 'NotifyDesignation' } },
    { key: randomUUID(), action: order() },
  ]
  const answer = await judge.post('/actions', { items })
  expect(answer.statusCode).toBe(200)
  const [first, second, third] = answer.json().items
  expect(first.recorded.entries[0].type).toBe('DesignationNotified')
  expect(second.problem.code).toBe('DESIGNATION_ALREADY_NOTIFIED')
  expect(third.recorded.case).not.toBe(id)
  const again = (await judge.post('/actions', { items })).json().items
  expect(again[0].recorded).toMatchObject({ repeated: true, entries: first.recorded.entries })
  expect(again[1].problem.code).toBe('DESIGNATION_ALREADY_NOTIFIED')
})

test('a person who has not accepted the terms is told so and may then act', async () => {
  const id = await newCase()
  const fresh = world.somebody()
  const opened = await fresh.post('/session', { persona: personaOf('partie-demanderesse').id })
  const cookie = String(opened.headers['set-cookie']).split(';')[0]!
  const refused = await fresh.get(`/cases/${id}`, { cookie })
  expect(refused.statusCode).toBe(403)
  expect(refused.json()).toMatchObject({ code: 'TERMS_NOT_ACCEPTED', rule: 'R02' })
  await fresh.open('partie-demanderesse')
  expect((await fresh.get(`/cases/${id}`)).statusCode).toBe(200)
})

test('what is answered has the documented shape', async () => {
  const { id } = await depositedCase()
  await typesOf(id, 'DocumentDeposited')
  expect(() => CaseDetail.parse(undefined)).toThrow()
  CaseDetail.strict().parse((await judge.get(`/cases/${id}`)).json())
  CasePage.strict().parse((await judge.get('/cases')).json())
  TimelinePage.strict().parse((await judge.get(`/cases/${id}/timeline`)).json())
  const found = await judge.call('POST', '/cases/search', { text: 'infection' })
  expect(CasePage.parse(found.json()).items.length).toBeGreaterThan(0)
})

const JSON_TYPE = { 'content-type': 'application/json' }

async function newCase(): Promise<string> {
  const answer = await judge.post('/cases', order())
  expect(answer.statusCode).toBe(201)
  return seen(answer.json())
}

/** Once the read side knows it. */
async function seen(recorded: Recorded): Promise<string> {
  const id = recorded.case!
  const { models } = world.server
  await models.waitFor(await world.server.node.ledger.folder.store.headPosition())
  return id
}

async function accept(id: string): Promise<void> {
  await must(clerk, id, { kind: 'NotifyDesignation' })
  const declaration = { competent: true, available: true, noConflict: true }
  await must(expert, id, { kind: 'AcceptDesignation', declaration })
}

async function must(caller: Caller, id: string, action: object): Promise<void> {
  const answer = await caller.post(`/cases/${id}/actions`, action)
  expect({ status: answer.statusCode, ...answer.json() }).toMatchObject({ status: 201 })
}

async function depositedCase() {
  const id = await newCase()
  await accept(id)
  await must(clerk, id, { kind: 'RecordConsignation', amountCents: 200_000, paidOn: '2026-11-10' })
  await must(clerk, id, { kind: 'NotifyConsignation' })
  const file = Buffer.from('%PDF-1.7 pièce médicale')
  const answer = await lawyer.deposit(id, piece(file), file)
  expect(answer.statusCode).toBe(201)
  return { id, file, document: answer.json().document as string }
}

function piece(file: Uint8Array) {
  return {
    kind: 'DepositDocument',
    documentKind: 'piece',
    title: 'Pièce n° 1',
    mediaType: 'application/pdf',
    sha256: createHash('sha256').update(file).digest('hex'),
    size: file.length,
  }
}

/** Types in the case, oldest first, once one of `awaited` is among what the judge sees. */
async function typesOf(id: string, awaited: string): Promise<string[]> {
  await judge.get(`/cases/${id}`)
  await world.server.models.waitFor(await world.server.node.ledger.folder.store.headPosition())
  const { items } = TimelinePage.parse((await judge.get(`/cases/${id}/timeline`)).json())
  const types = items.map(({ type }) => type).toReversed()
  expect(types).toContain(awaited)
  return types
}
