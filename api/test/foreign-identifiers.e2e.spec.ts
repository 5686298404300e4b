import { createHash, randomUUID } from 'node:crypto'
import { EVEN } from '../src/http/even-answers.js'
import type { PersonaHandle } from '../src/identity/personas.js'
import { PERSONAS, personaOf } from '../src/identity/personas.js'
import { caughtUp } from './caught-up.js'
import { foreignCase, type ForeignCase } from './foreign-case.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import { envelopesIn } from './told-story.js'

/** Everybody of the one case; nobody of them has a place in the other. */
const PERSONS: readonly PersonaHandle[] = [
  'magistrat',
  'greffe',
  'expert',
  'sapiteur',
  'avocat-demanderesse',
  'partie-demanderesse',
  'medecin-demanderesse',
  'medecin-conseil',
  'tiers',
  'dpo',
  'auditeur',
]
const OUTSIDE: readonly PersonaHandle[] = ['operateur', 'administrateur']
let world: HttpWorld
let callers: ReadonlyMap<PersonaHandle, Caller>
let foreign: ForeignCase
let own: string

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  callers = new Map(
    await Promise.all(
      [...PERSONS, ...OUTSIDE].map(async (handle) => [handle, await world.as(handle)] as const),
    ),
  )
  foreign = await foreignCase(world.server)
  const actors = PERSONS.map((handle) => ({
    person: personaOf(handle).id,
    role: personaOf(handle).role,
  }))
  own = (await callers.get('magistrat')!.post('/cases', order({ actors }))).json<{ case: string }>()
    .case
  await caughtUp(world.server)
})

afterAll(() => world.close())

const file = Buffer.from('x')
const letter = {
  kind: 'DepositDocument',
  documentKind: 'letter',
  title: 'x',
  mediaType: 'application/pdf',
  sha256: createHash('sha256').update(file).digest('hex'),
  size: file.length,
}

/** Method, path, operation id. */
type Route = readonly [string, string, string]

/** Every route that asks who one is and has an identifier in its path, from the document itself. */
async function routesWithIds(): Promise<readonly Route[]> {
  const { paths } = (await world.server.app.inject({ method: 'GET', url: '/api/docs-json' })).json<{
    paths: Record<string, Record<string, { operationId: string; security?: unknown }>>
  }>()
  return Object.entries(paths).flatMap(([path, methods]) =>
    path.includes('{')
      ? Object.entries(methods)
          .filter(([, { security }]) => security !== undefined)
          .map(([verb, { operationId }]) => [verb, path, operationId] as const)
      : [],
  )
}

/** Places for identifiers in a route: the document stands behind its case, and each behind itself. */
function placesIn([, path]: Route, ids: readonly string[]): readonly (readonly string[])[] {
  if (path.split('{').length === 2) return ids.map((id) => [id])
  return ids.flatMap((id) => [
    [id, foreign.document],
    [id, id],
  ])
}

/** What is answered, and after how many milliseconds. */
async function ask(caller: Caller, [verb, path, operationId]: Route, ids: readonly string[]) {
  const rest = [...ids]
  const url = path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, () => rest.shift()!)
  const begin = performance.now()
  const answer =
    operationId === 'depositDocument'
      ? await caller.deposit(ids[0]!, letter, file)
      : await (verb === 'get' ? caller.get(url) : caller.post(url, BODIES[operationId]))
  return { answer, took: performance.now() - begin }
}

const BODIES: Readonly<Record<string, object>> = {
  act: { kind: 'CloseExpertise', ground: 'withdrawn' },
  changeRole: { kind: 'GrantRole', role: 'magistrat' },
  bindCredential: { method: 'oidc', issuer: 'https://login.example.fr/', subject: 'x' },
  unbindCredential: { reason: 'renewed' },
}

/**
 * The administrator sees persons, whichever they are; the data-protection officer what is held of a person, and the
 * ids of the cases in which (ADR 23).
 */
function isOffice(handle: PersonaHandle, path: string): boolean {
  if (handle === 'administrateur') return path.startsWith('/api/v1/persons/')
  return handle === 'dpo' && path.includes('/personal-data/')
}

/** Timers count whole milliseconds. */
const isEarly = (took: number): boolean => took < EVEN - 2

test('T-71 no identifier of a case answers a stranger, by any route: not found, alike to the byte', async () => {
  const routes = await routesWithIds()
  expect(routes.length).toBeGreaterThanOrEqual(19)
  const { id, document, notice, actor, persons, entries, identifiers } = foreign
  expect(identifiers).toEqual(
    expect.arrayContaining([id, document, notice, actor, ...persons, ...entries]),
  )
  for (const route of routes) {
    const [, path, operationId] = route
    const asked = [...callers].filter(([handle]) => !isOffice(handle, path))
    await Promise.all(
      asked.map(async ([handle, caller]) => {
        const { answer: nowhere } = await ask(caller, route, [randomUUID(), randomUUID()])
        const answers = await Promise.all(
          placesIn(route, identifiers).map((ids) => ask(caller, route, ids)),
        )
        for (const { answer } of answers) {
          const { statusCode, body, headers } = answer
          const told = [handle, operationId, statusCode, body]
          expect(told).toEqual([handle, operationId, 404, nowhere.body])
          expect(Object.keys(headers).sort()).toEqual(Object.keys(nowhere.headers).sort())
        }
      }),
    )
  }
})

test('T-22 asked one after the other, by no route “not found” comes before its time, of a case or of none', async () => {
  const { id, document, entries } = foreign
  for (const route of await routesWithIds()) {
    const there = [route[1].includes('{entry}') ? entries[0]! : id, document]
    for (const handle of ['magistrat', 'avocat-demanderesse', 'auditeur', 'operateur'] as const) {
      for (const ids of [there, [randomUUID(), randomUUID()]]) {
        const { answer, took } = await ask(callers.get(handle)!, route, ids)
        const told = [handle, route[2], answer.statusCode, isEarly(took)]
        expect(told).toEqual([handle, route[2], 404, false])
      }
    }
  }
})

test('T-71 in the body of an action on one’s own case they are nothing either', async () => {
  const clerk = callers.get('greffe')!
  const { document, notice, actor, persons } = foreign
  const bodies = (ids: { document: string; notice: string; actor: string; person: string }) => [
    { kind: 'MakeDocumentAvailable', document: ids.document },
    {
      kind: 'SendNotice',
      document: ids.document,
      recipient: ids.actor,
      channel: 'email',
      address: 'x',
    },
    { kind: 'RecordNoticeOutcome', notice: ids.notice, outcome: 'delivered', reportedAt: null },
    { kind: 'AddActor', person: ids.person, role: 'expert' },
    { kind: 'RemoveActor', actor: ids.actor, role: 'expert', ground: 'other' },
  ]
  const unknown = {
    document: randomUUID(),
    notice: randomUUID(),
    actor: randomUUID(),
    person: randomUUID(),
  }
  const asked = async (body: object) => (await clerk.post(`/cases/${own}/actions`, body)).body
  for (const [at, body] of bodies({ document, notice, actor, person: persons[1]! }).entries()) {
    expect(await asked(body)).toBe(await asked(bodies(unknown)[at]!))
  }
  const item = (id: string) => ({
    items: [{ key: randomUUID(), case: id, action: { kind: 'NotifyDesignation' } }],
  })
  const problem = async (id: string) =>
    (await clerk.post('/actions', item(id))).json<{ items: { problem: object }[] }>().items[0]!
      .problem
  expect(await problem(foreign.id)).toEqual(await problem(randomUUID()))
})

test('T-22 lists and searches find a stranger nothing of it, by no word that is in it', async () => {
  for (const handle of PERSONS) {
    const caller = callers.get(handle)!
    for (const text of ['étrangère', '26/99999', 'Personne', foreign.id]) {
      const found = (await caller.post('/cases/search', { text })).json<{ items: unknown[] }>()
      expect([handle, text, found]).toEqual([handle, text, { items: [] }])
    }
    expect((await caller.get('/cases')).body).not.toContain(foreign.id)
  }
})

test('T-22 what exists and what does not cost the same reads of the store once asked for', async () => {
  const { store } = world.server.node.ledger.folder
  const lawyer = callers.get('avocat-demanderesse')!
  const unknown = randomUUID()
  const readsOnce = async (path: string) => {
    let reads = 0
    const readStream = store.readStream.bind(store)
    store.readStream = (...place) => {
      reads++
      return readStream(...place)
    }
    await lawyer.get(path)
    store.readStream = readStream
    return reads
  }
  // What is recorded of the question before may be read meanwhile: the least of several is the question's own.
  const readsOf = async (path: string) => {
    await lawyer.get(path)
    const all: number[] = []
    for (let i = 0; i < 4; i++) all.push(await readsOnce(path))
    return Math.min(...all)
  }
  for (const place of ['', '/timeline', '/deliveries', `/documents/${foreign.document}/content`]) {
    const there = await readsOf(`/cases/${foreign.id}${place}`)
    expect([place, there]).toEqual([place, await readsOf(`/cases/${unknown}${place}`)])
  }
  for (const place of ['', '/entry.p7m', '/receipt', '/evidence-record', '/time-stamp']) {
    const there = await readsOf(`/entries/${foreign.entries[0]}${place}`)
    expect([place, there]).toEqual([place, await readsOf(`/entries/${unknown}${place}`)])
  }
})

test('T-22 what was tried stands in the stranger’s own stream, its target committed, ten a minute', async () => {
  const { recorder, streams } = world.server.node
  await recorder.stop()
  const all = envelopesIn(world.folder)
  for (const { id } of PERSONAS.filter(({ handle }) => callers.has(handle))) {
    const told = all.filter(({ stream }) => stream === streams.console(id))
    const refusals = told.filter(({ type }) => type === 'ActionRefused')
    expect(refusals.length).toBeGreaterThanOrEqual(10)
    expect(told.map(({ type }) => type)).toContain('RefusalsSummarised')
    for (const { data, commitments } of refusals) {
      expect(['NOT_A_MEMBER', 'ROLE_NOT_ALLOWED']).toContain(data['code'])
      expect(commitments.map(({ field }) => field)).toContain('target')
    }
  }
  const inCase = all.filter(({ stream }) => stream === `expertise-${foreign.id}`)
  expect(inCase.map(({ type }) => type)).not.toContain('ActionRefused')
  expect(JSON.stringify(all.filter(({ stream }) => stream.startsWith('console-')))).not.toContain(
    foreign.id,
  )
})
