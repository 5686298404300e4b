import type { Role } from '@contremarque/ledger'
import { accessRights } from '../src/actions/rights/access-rights.js'
import { PERSON_ROLES } from '../src/actions/rights/roles.js'
import { AccessPage, ReaderAccesses, ReaderPage } from '../src/http/schemas/accesses.js'
import { personaOf } from '../src/identity/personas.js'
import { WHO } from './asked-actions.js'
import { entriesOf } from './entries-of.js'
import { caughtUp } from './caught-up.js'
import type { Caller } from './http-world.js'
import { httpWorld, order, type HttpWorld } from './http-world.js'

const DETAIL = 'à la demande de Nadia Benali'
let world: HttpWorld
let judge: Caller
let id: string

beforeAll(async () => {
  world = await httpWorld()
  judge = await world.as('magistrat')
  id = (await judge.post('/cases', order())).json<{ case: string }>().case
  await caughtUp(world.server)
})

afterAll(() => world.close())

async function own(caller: Caller) {
  await caughtUp(world.server)
  return AccessPage.strict().parse((await caller.get('/accesses?limit=200')).json()).items
}

async function of(caller: Caller, person: string) {
  await caughtUp(world.server)
  const answer = await caller.get(`/readers/${person}/accesses?limit=200`)
  return answer.statusCode === 200
    ? ReaderAccesses.strict().parse(answer.json())
    : answer.statusCode
}

test('R05 a reader sees what he read, what for, and from when to when', async () => {
  const clerk = await world.as('greffe')
  await clerk.readFor('other', DETAIL)
  await clerk.get(`/cases/${id}`)
  await clerk.get(`/cases/${id}/timeline`)
  await clerk.get('/cases')
  await clerk.post('/cases/search', { text: 'infection', limit: 5 })
  await clerk.get('/ledger/export')
  await clerk.get('/ledger/export?use=verification')
  const during = await own(clerk)
  expect(during.find(({ kind }) => kind === 'case')).toMatchObject({ lastAt: null, reads: null })
  await clerk.call('DELETE', '/session', undefined)
  await clerk.open('greffe')
  const listed = await own(clerk)
  const purpose = { purpose: 'other', role: 'greffe' }
  const before = listed.slice(1 + listed.findIndex(({ kind }) => kind === 'session'))
  expect(before.reverse()).toMatchObject([
    { kind: 'session', purpose: null, lastAt: expect.any(String), reads: 7 },
    {
      ...purpose,
      kind: 'case',
      detail: DETAIL,
      case: { id, number: '26/00042' },
      reads: 2,
    },
    { ...purpose, kind: 'screen', screen: 'cases' },
    { ...purpose, kind: 'search', results: 1 },
    { ...purpose, kind: 'export' },
    { ...purpose, kind: 'verification' },
    { ...purpose, kind: 'screen', screen: 'own-accesses' },
  ])
  for (const { firstAt, lastAt } of listed) {
    if (lastAt !== null) expect(Date.parse(lastAt)).toBeGreaterThanOrEqual(Date.parse(firstAt))
  }
  for (const { entry } of listed) {
    expect((await clerk.get(`/entries/${entry}`)).statusCode).toBe(200)
  }
})

test('the list goes page by page, nothing lost or doubled', async () => {
  const clerk = await world.as('greffe')
  // Looking at it is told once in a session.
  await own(clerk)
  const all = (await own(clerk)).map((each) => each.id)
  const seen: string[] = []
  let cursor = ''
  do {
    const page = AccessPage.parse((await clerk.get(`/accesses?limit=2${cursor}`)).json())
    seen.push(...page.items.map((each) => each.id))
    cursor = page.next === undefined ? '' : `&cursor=${page.next}`
  } while (cursor !== '')
  expect(seen).toEqual(all)
})

test('whose reading one may see is what the table says, for every role by every role', async () => {
  const callers = new Map<Role, Caller>()
  for (const role of PERSON_ROLES) {
    const caller = await world.as(WHO[role]!)
    await caller.get('/accesses')
    callers.set(role, caller)
  }
  await caughtUp(world.server)
  for (const [by, caller] of callers) {
    const seen: Role[] = []
    for (const role of PERSON_ROLES) {
      if (typeof (await of(caller, personaOf(WHO[role]!).id)) !== 'number') seen.push(role)
    }
    expect([by, seen]).toEqual([
      by,
      PERSON_ROLES.filter((role) => accessRights[by]?.includes(role)),
    ])
    const answer = await caller.get('/readers?limit=200')
    if (accessRights[by] === undefined) expect([by, answer.statusCode]).toEqual([by, 403])
    else {
      const listed = ReaderPage.strict().parse(answer.json()).items
      expect([by, new Set(listed.map((each) => each.id))]).toEqual([
        by,
        new Set(seen.map((role) => personaOf(WHO[role]!).id)),
      ])
      expect(listed).toContainEqual({
        id: personaOf('magistrat').id,
        name: personaOf('magistrat').name,
        lastAt: expect.any(String),
      })
    }
  }
})

test('T-22 a case and its entry are named to who is in it; the reader’s words to himself alone', async () => {
  const clerk = personaOf('greffe')
  for (const handle of ['auditeur', 'dpo'] as const) {
    const watcher = await world.as(handle)
    const seen = await of(watcher, clerk.id)
    if (typeof seen === 'number') throw new TypeError('expected accesses')
    expect(seen.name).toBe(clerk.name)
    expect(seen.items).toContainEqual(
      expect.objectContaining({ kind: 'case', purpose: 'other', case: null, entry: null }),
    )
    const text = JSON.stringify(seen)
    for (const word of [id, '26/00042', DETAIL]) expect(text).not.toContain(word)
    expect(seen.items.every(({ entry }) => entry === null)).toBe(true)
  }
  const remove = { kind: 'RemoveActor', role: 'greffe', ground: 'replaced' }
  const { parties } = (await judge.get(`/cases/${id}`)).json<{
    parties: { id: string; role: string }[]
  }>()
  const actor = parties.find(({ role }) => role === 'greffe')!.id
  expect((await judge.post(`/cases/${id}/actions`, { ...remove, actor })).statusCode).toBe(201)
  const told = await own(await world.as('greffe'))
  expect(told.find(({ kind }) => kind === 'case')).toMatchObject({ case: null, entry: null })
})

test('R05 who looks at the reading of others is told of, by a pseudonym of whom he looked at', async () => {
  const auditor = await world.as('auditeur')
  await auditor.readFor('audit')
  const { id: person } = personaOf('dpo')
  expect(typeof (await of(auditor, person))).toBe('object')
  const told = await entriesOf(world, 'console', personaOf('auditeur').id)
  const screens = told.map(({ data }) => data['screen'])
  expect(screens).toContainEqual(expect.stringMatching(/^accesses-[0-9a-f-]{36}$/))
  expect(JSON.stringify(told)).not.toContain(person)
  const own = await of(await world.as('dpo'), personaOf('auditeur').id)
  expect(JSON.stringify(own)).toContain('accesses-')
})

test('who read nothing, and who is nobody, are not found alike', async () => {
  const auditor = await world.as('auditeur')
  const nobody = await auditor.get('/readers/11111111-1111-8111-8111-111111111111/accesses')
  const hidden = await auditor.get(`/readers/${personaOf('partie-demanderesse').id}/accesses`)
  expect([nobody.statusCode, nobody.body]).toEqual([404, hidden.body])
})
