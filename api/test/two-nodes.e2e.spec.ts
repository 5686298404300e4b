import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEntry, verify } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { personaOf } from '../src/identity/personas.js'
import { PLATFORM } from '../src/identity/platform-person.js'
import { eraseOpenings } from '../src/erasure/erase-openings.js'
import { openFolderReadOnly } from '../src/verification/open-folder.js'
import { EventStoreDbDouble } from './eventstoredb-double/eventstoredb-double.js'
import { eventually } from './eventually.js'
import { Caller, httpWorld, order, type HttpWorld } from './http-world.js'
import { describeWithPostgres, PostgresServer } from './postgres-server.js'
import { makeTwoNodes } from './two-nodes.js'

const POSITION = 'contremarque-position'

describeWithPostgres('two nodes behind one door', () => {
  let postgres: PostgresServer
  let double: EventStoreDbDouble
  let root: string
  let a: HttpWorld
  let b: HttpWorld
  let judge: Caller

  beforeAll(async () => {
    postgres = await PostgresServer.start()
    double = await EventStoreDbDouble.start()
    root = await mkdtemp(join(tmpdir(), 'contremarque-two-'))
    const places = { eventStoreDb: { url: double.url }, postgres: postgres.access }
    const [first, second] = await makeTwoNodes(root, places)
    a = await httpWorld(first)
    b = await httpWorld(second)
    judge = await a.as('magistrat')
  }, 240_000)

  afterAll(async () => {
    await a.server.close()
    await b.server.close()
    double.kill()
    await postgres.dispose()
    await rm(root, { recursive: true })
  })

  /** The same browser, sent to the other node by the door. */
  const atB = (caller: Caller): Caller => new Caller(b.server, caller.credentials['cookie'])
  const events = (type: string, role?: string) =>
    double.log.all
      .filter((event) => event.type === type)
      .map(({ data }) => parseEntry(data, nodeCrypto()).envelope)
      .filter(({ actor }) => role === undefined || actor.role === role)
  const written = (answer: { readonly headers: object }) => ({
    [POSITION]: (answer.headers as Record<string, string>)[POSITION]!,
  })
  const newCase = async () => {
    const answer = await patiently((key) => judge.post('/cases', order(), key))
    expect({ status: answer.statusCode, ...answer.json<object>() }).toMatchObject({ status: 201 })
    return { id: answer.json<{ case: string }>().case, asked: written(answer) }
  }
  const must = async (caller: Caller, id: string, action: object) => {
    const answer = await patiently((key) => caller.post(`/cases/${id}/actions`, action, key))
    expect({ status: answer.statusCode, ...answer.json<object>() }).toMatchObject({ status: 201 })
    return answer
  }

  test('what was written at one node is read at the other by its position, in the same session', async () => {
    const there = atB(judge)
    for (let i = 0; i < 5; i++) {
      const { id, asked } = await newCase()
      expect((await there.get(`/cases/${id}`, asked)).statusCode).toBe(200)
      const notified = await there.post(`/cases/${id}/actions`, { kind: 'NotifyDesignation' })
      const { items } = (await judge.get(`/cases/${id}/timeline`, written(notified))).json<{
        items: { type: string }[]
      }>()
      expect([notified.statusCode, items.map(({ type }) => type)]).toEqual([
        201,
        expect.arrayContaining(['DesignationNotified']),
      ])
    }
  })

  test('R05 first reads of one case that reach both nodes at once are one consultation', async () => {
    const { id, asked } = await newCase()
    const lawyer = await a.as('avocat-demanderesse')
    const there = atB(lawyer)
    const before = events('CaseConsulted', 'avocat').length
    const parts = ['', '/timeline', '/deliveries']
    const reads = parts.flatMap((part) => [lawyer, there].map((each) => [each, part] as const))
    const answers = await Promise.all(
      reads.map(([each, part]) => each.get(`/cases/${id}${part}`, asked)),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(reads.map(() => 200))
    expect(events('CaseConsulted', 'avocat')).toHaveLength(before + 1)
    await there.call('DELETE', '/session', undefined)
    const ended = events('ConsultationEnded').at(-1)!
    expect([ended.stream, ended.data['reads']]).toEqual([`expertise-${id}`, 6])
  })

  test('T-21 a session ended at one node is over at the other with the next request', async () => {
    const clerk = await a.as('greffe')
    const there = atB(clerk)
    expect((await there.get('/session')).statusCode).toBe(200)
    expect((await clerk.call('DELETE', '/session', undefined)).statusCode).toBe(204)
    const over = await there.get('/session')
    expect([over.statusCode, over.json<{ code: string }>().code]).toEqual([401, 'SESSION_REQUIRED'])
  })

  test('T-74 a role withdrawn at one node ends the sessions at the other', async () => {
    const administrator = await a.as('administrateur')
    const counsel = await b.as('avocat-clinique')
    expect((await counsel.get('/cases')).statusCode).toBe(200)
    const change = (kind: string) =>
      administrator.post(`/persons/${personaOf('avocat-clinique').id}/roles`, {
        kind,
        role: 'avocat',
      })
    expect((await change('WithdrawRole')).statusCode).toBe(201)
    expect((await counsel.get('/cases')).statusCode).toBe(401)
    expect((await change('GrantRole')).statusCode).toBe(201)
  })

  test('who was refused at one node and is let in at the other is let in everywhere', async () => {
    const { id, asked } = await newCase()
    const counsel = await b.as('avocat-clinique')
    expect((await counsel.get(`/cases/${id}`, asked)).statusCode).toBe(404)
    const { id: person, role } = personaOf('avocat-clinique')
    const represented = personaOf('partie-clinique')
    await must(judge, id, { kind: 'AddActor', person: represented.id, role: represented.role })
    const added = await must(judge, id, {
      kind: 'AddActor',
      person,
      role,
      actsFor: represented.id,
    })
    expect((await counsel.get(`/cases/${id}`, written(added))).statusCode).toBe(200)
  })

  test('a document deposited at one node is opened at the other, and stands in the shared folder alone', async () => {
    const { id } = await newCase()
    const [clerk, expert, lawyer] = [
      await a.as('greffe'),
      await a.as('expert'),
      await a.as('avocat-demanderesse'),
    ]
    const declaration = { competent: true, available: true, noConflict: true }
    await must(clerk, id, { kind: 'NotifyDesignation' })
    await must(atB(expert), id, { kind: 'AcceptDesignation', declaration })
    const paid = { kind: 'RecordConsignation', amountCents: 200_000, paidOn: '2026-11-10' }
    await must(clerk, id, paid)
    await must(atB(clerk), id, { kind: 'NotifyConsignation' })
    const file = Buffer.from('%PDF-1.7 pièce médicale')
    const deposited = await lawyer.deposit(id, piece(file), file)
    expect(deposited.statusCode).toBe(201)
    const { document } = deposited.json<{ document: string }>()
    await must(atB(lawyer), id, { kind: 'MakeDocumentAvailable', document })
    const opened = await atB(expert).get(`/cases/${id}/documents/${document}/content`)
    expect([opened.statusCode, opened.rawPayload.equals(file)]).toEqual([200, true])
    expect(existsSync(join(b.folder, 'documents'))).toBe(false)
  })

  test('T-24 what is erased at one node is gone from openings and read model of the other', async () => {
    const { id } = await newCase()
    const claimant = personaOf('partie-demanderesse').id
    const stream = `expertise-${id}`
    const { recorder, personalData } = a.server.node
    const actor = await personalData.pseudonyms.find(claimant, stream)
    const erased = await eraseOpenings(personalData.openings, recorder, {
      person: claimant,
      places: [{ stream, actor: actor! }],
      ground: { basis: 'retention-ended', reference: 'DPD-1', decision: null },
      by: PLATFORM,
      idempotency: null,
    })
    expect(erased).toHaveLength(1)
    const { models, node } = b.server
    await models.waitFor(await node.ledger.folder.store.headPosition())
    const left = await node.personalData.openings.forCase(stream)
    expect(left.filter(({ person }) => person === claimant)).toEqual([])
    const seen = await atB(judge).get(`/cases/${id}`)
    expect(seen.statusCode).toBe(200)
    expect(seen.body).not.toContain(personaOf('partie-demanderesse').name)
  })

  test('without PostgreSQL both nodes say so and when to ask again, never that there is no session', async () => {
    await postgres.kill()
    for (const caller of [judge, atB(judge)]) {
      const { statusCode, headers, ...answer } = await caller.get('/cases')
      const { code } = answer.json<{ code: string }>()
      expect([statusCode, code, headers['retry-after']]).toEqual([503, 'DATABASE_UNAVAILABLE', '1'])
    }
    await postgres.run()
    expect((await atB(judge).get('/cases')).statusCode).toBe(200)
  })

  test('what both nodes recorded and sealed verifies as one history', async () => {
    await a.server.node.ledger.settle()
    await b.server.node.ledger.settle()
    const { source, close } = await openFolderReadOnly(b.folder, { url: double.url })
    const { trust } = a.server.node.ledger.folder
    const report = await verify({ source, trust, trustSource: 'given', crypto: nodeCrypto() })
    await close()
    expect([report.verdict, report.findings]).toEqual(['TOTAL_PASSED', []])
  })
})

/** As a client does on a busy server: what passes by itself is asked again, under the same key. */
async function patiently(
  ask: (key: Record<string, string>) => ReturnType<Caller['post']>,
): ReturnType<Caller['post']> {
  const key = { 'idempotency-key': randomUUID() }
  return eventually(async () => {
    const answer = await ask(key)
    return answer.headers['retry-after'] === undefined && answer
  })
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
