import { randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import { caseRights } from '../src/actions/rights/case-rights.js'
import { phaseOf, PHASES } from '../src/actions/rights/life-cycle.js'
import { obstacles } from '../src/actions/rights/obstacles.js'
import { CASE_READERS, PARTY_SIDE, PERSON_ROLES } from '../src/actions/rights/roles.js'
import {
  rolesOf,
  routeRights,
  ROUTES,
  type RouteName,
  type RouteRight,
} from '../src/actions/rights/route-rights.js'
import type { OrderedCase } from '../src/actions/expertise/state.js'
import { personaOf } from '../src/identity/personas.js'
import {
  askAction,
  bodies,
  bodyOf,
  file,
  FORMS,
  idOf,
  plain,
  WHO,
  type CasePlace,
  type Kind,
  type Place,
} from './asked-actions.js'
import { caseIn, membersIn, stateOf } from './case-in-phase.js'
import { foreignCase, importedJournal } from './foreign-case.js'
import { httpWorld, order, type Caller, type HttpWorld } from './http-world.js'
import type { Answer } from './way-to-server.js'

type Ask = (caller: Caller, at: Place) => Promise<Answer>

let world: HttpWorld
let callers: ReadonlyMap<Role, Caller>
let journal: string
let genesis: string

beforeAll(async () => {
  world = await httpWorld()
  await world.listen()
  callers = new Map(
    await Promise.all(
      PERSON_ROLES.map(async (role) => [role, await world.as(WHO[role]!)] as const),
    ),
  )
  await world.as('partie-clinique')
  journal = await importedJournal(world.server)
  const [first] = await world.server.node.ledger.folder.store.readStream('platform-keys', 0, 1)
  genesis = first!.id
})

afterAll(() => world.close())

const PERSON = personaOf('partie-clinique').id
/** Routes of roles that name something: to others it is not there. */
const WITH_AN_ID: ReadonlySet<RouteName> = new Set([
  'getJournalTimeline',
  'getPerson',
  'changeRole',
  'bindCredential',
  'unbindCredential',
  'listAccesses',
  'getHeldData',
  'erasePerson',
] as const)

const KINDS = Object.keys(bodies) as readonly Kind[]
/** Every route that reads one case, or an entry or document of it. */
const READS = ROUTES.filter((name) =>
  /^get(?:Case|Entry|Receipt|EvidenceRecord|TimeStamp)|^openDocument$/.test(name),
)

/** How each route is asked for; a route of the document that is not here fails the first test. */
const asks: Readonly<Record<RouteName, Ask>> = {
  getHealth: (caller) => caller.get('/health'),
  listPersonas: (caller) => caller.get('/personas'),
  getTerms: (caller) => caller.get('/terms'),
  openSession: (_, { role }) => world.somebody().post('/session', { persona: idOf(role) }),
  beginOidcLogin: (caller) => caller.get('/session/oidc/nobody'),
  endOidcLogin: (caller) => caller.get('/session/oidc/nobody/callback'),
  endOidcLogout: (caller) => caller.get('/session/oidc/nobody/ended'),
  endByOidcIssuer: (caller) => caller.post('/session/oidc/nobody/logout', { logout_token: 'x' }),
  openSessionByCertificate: (caller) => caller.call('POST', '/session/certificate', undefined),
  listSessionMethods: (caller) => caller.get('/session/methods'),
  getSession: (caller) => caller.get('/session'),
  endSession: async (_, { role }) =>
    (await world.as(WHO[role]!)).call('DELETE', '/session', undefined),
  acceptTerms: async (caller) => {
    const { version, sha256 } = (await caller.get('/terms')).json<Record<string, string>>()
    return caller.post('/session/terms', { version, sha256 })
  },
  actAs: (caller, { role }) => caller.call('PUT', '/session/role', { role }),
  statePurpose: (caller) => caller.readFor('case-follow-up'),
  listCases: (caller) => caller.get('/cases'),
  searchCases: (caller) => caller.post('/cases/search', { text: 'infection' }),
  orderExpertise: (caller) => caller.post('/cases', order()),
  getCase: (caller, at) => caller.get(`/cases/${at.case}`),
  getCaseTimeline: (caller, at) => caller.get(`/cases/${at.case}/timeline`),
  getCaseDeliveries: (caller, at) => caller.get(`/cases/${at.case}/deliveries`),
  act: (caller, at) => caller.post(`/cases/${at.case}/actions`, { kind: 'NotifyDesignation' }),
  actMany: (caller, at) => {
    const action = { kind: 'NotifyDesignation' }
    return caller.post('/actions', { items: [{ key: randomUUID(), case: at.case, action }] })
  },
  depositDocument: (caller, at) =>
    caller.deposit(at.case, { kind: 'DepositDocument', documentKind: 'letter', ...plain }, file),
  openDocument: (caller, at) => caller.get(`/cases/${at.case}/documents/${at.document}/content`),
  listJournals: (caller) => caller.get('/journals'),
  getJournalTimeline: (caller) => caller.get(`/journals/${journal}/timeline`),
  getEntry: (caller, at) => caller.get(`/entries/${at.entry}`),
  getEntryBytes: (caller, at) => caller.get(`/entries/${at.entry}/entry.p7m`),
  getReceipt: (caller, at) => caller.get(`/entries/${at.entry}/receipt`),
  getEvidenceRecord: (caller, at) => caller.get(`/entries/${at.entry}/evidence-record`),
  getTimeStamp: (caller, at) => caller.get(`/entries/${at.entry}/time-stamp`),
  listPersons: (caller) => caller.get('/persons'),
  getPerson: (caller) => caller.get(`/persons/${PERSON}`),
  enrolPerson: (caller) => caller.post('/persons', { role: 'expert', name: 'X', address: null }),
  changeRole: (caller) =>
    caller.post(`/persons/${PERSON}/roles`, { kind: 'GrantRole', role: 'sapiteur' }),
  bindCredential: (caller) =>
    caller.post(`/persons/${PERSON}/credentials`, {
      method: 'oidc',
      issuer: 'https://login.example.fr/',
      subject: randomUUID(),
    }),
  unbindCredential: (caller) =>
    caller.post(`/persons/${PERSON}/credentials/${randomUUID()}/unbinding`, { reason: 'renewed' }),
  listOwnAccesses: (caller) => caller.get('/accesses'),
  listReaders: (caller) => caller.get('/readers'),
  // The court is seen by both.
  listAccesses: (caller) => caller.get(`/readers/${personaOf('magistrat').id}/accesses`),
  searchPersons: (caller) => caller.post('/personal-data/search', { text: 'Delorme' }),
  getHeldData: (caller) => caller.get(`/personal-data/persons/${PERSON}`),
  erasePerson: async (caller) => {
    const path = `/personal-data/persons/${PERSON}`
    const held = await callers.get('dpo')!.get(path)
    const { openings } = held.json<{ openings: number }>()
    return caller.post(`${path}/erasure`, {
      ...{ case: null, basis: 'gdpr-17', reference: 'DPD-1', decision: null },
      confirmation: { person: PERSON, openings },
    })
  },
  listErasures: (caller) => caller.get('/personal-data/erasures'),
  getLedgerHealth: (caller) => caller.get('/ledger/health'),
  getTrust: (caller) => caller.get('/ledger/trust'),
  getHead: (caller) => caller.get('/ledger/head'),
  watchEvents: watched,
  exportLedger: (caller) => caller.get('/ledger/export'),
  exportErasures: (caller) => caller.get('/ledger/erasures'),
  getMetrics: (caller) => caller.get('/metrics'),
  playNextScene: (caller) => caller.post('/demo/next', undefined),
}

test('every route of the interface is in the table and is asked here', async () => {
  const { paths } = (await world.server.app.inject({ method: 'GET', url: '/api/docs-json' })).json<{
    paths: Record<string, Record<string, { operationId: string }>>
  }>()
  const served = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  expect(new Set(served)).toEqual(new Set(ROUTES))
})

test.each(ROUTES.filter((name) => routeRights[name].who !== 'case'))(
  '%s: who may, and who may not, whatever it is asked of',
  async (name) => {
    const found = await Promise.all(
      PERSON_ROLES.map(async (role) => {
        const answer = await asks[name](callers.get(role)!, { ...nowhere, role, entry: genesis })
        return [role, outcomeOf(answer)]
      }),
    )
    const expected = PERSON_ROLES.map((role) => {
      if (rolesOf(name).includes(role)) return [role, 'allowed']
      return [role, WITH_AN_ID.has(name) ? 'NOT_FOUND' : 'ROLE_NOT_ALLOWED']
    })
    expect(found).toEqual(expected)
  },
)

test('who is no member of a case finds nothing of it, by any route, in any role', async () => {
  const foreign = await foreignCase(world.server)
  const place = { case: foreign.id, document: foreign.document, entry: foreign.entries[0]! }
  const names = ROUTES.filter((name) => /^\/(?:cases|entries)\/:/.test(pathOf(name)))
  for (const name of names) {
    const found = await Promise.all(
      PERSON_ROLES.map(async (role) => {
        const answer = await asks[name](callers.get(role)!, { ...place, role })
        return [role, answer.statusCode, outcomeOf(answer)]
      }),
    )
    expect([name, found]).toEqual([name, PERSON_ROLES.map((role) => [role, 404, 'NOT_FOUND'])])
  }
  expect(names).toEqual(
    expect.arrayContaining(['act', 'depositDocument', 'getCase', 'getEntry', 'openDocument']),
  )
  for (const name of ['listCases', 'searchCases'] as const) {
    for (const role of rolesOf(name)) {
      const answer = await asks[name](callers.get(role)!, { ...place, role })
      expect(answer.body).not.toContain(foreign.id)
    }
  }
})

describe.each(PHASES)('a case that is %s', (phase) => {
  let at: CasePlace
  const members = membersIn(phase)

  beforeAll(async () => {
    at = await caseIn(phase, callers, world.server)
    expect(phaseOf(await state())).toBe(phase)
  })

  const state = () => stateOf(at.case, world.server)

  test.each(READS)('%s: members in a role that may, and nobody else', async (name) => {
    const allowed = routeRights[name].who === 'case' ? rolesOf(name) : CASE_READERS
    const found = await Promise.all(
      PERSON_ROLES.map(async (role) => {
        const answer = await asks[name](callers.get(role)!, { ...at, role })
        return [role, outcomeOf(answer)]
      }),
    )
    expect(found).toEqual(
      PERSON_ROLES.map((role) => {
        if (!members.includes(role)) return [role, 'NOT_FOUND']
        return [role, allowed.includes(role) ? 'allowed' : 'ROLE_NOT_ALLOWED']
      }),
    )
  })

  test('lists and search show it to its members, and to nobody else', async () => {
    for (const name of ['listCases', 'searchCases'] as const) {
      const found = await Promise.all(
        rolesOf(name).map(async (role) => [role, await isInPages(name, role, at)]),
      )
      expect([name, found]).toEqual([
        name,
        rolesOf(name).map((role) => [role, members.includes(role)]),
      ])
    }
  })

  test('every action that is refused, in every role, asked alone and among others', async () => {
    const before = await state()
    for (const role of PERSON_ROLES) {
      const refused = KINDS.filter((kind) => told(kind, before, role, members) !== 'allowed')
      const expected = refused.map((kind) => [kind, told(kind, before, role, members)])
      const alone = []
      for (const kind of refused) {
        const answer = await askAction(kind, callers.get(role)!, at)
        alone.push([kind, outcomeOf(answer)])
      }
      expect([role, alone]).toEqual([role, expected])
      const among = expected.filter(([kind]) => !FORMS.has(kind!))
      expect([
        role,
        await askTogether(
          role,
          among.map(([kind]) => kind as Kind),
          at,
        ),
      ]).toEqual([role, among])
    }
    expect((await state()).documents).toEqual(before.documents)
    expect(phaseOf(await state())).toBe(phase)
  })

  test('every action that is allowed, by every member, as the case then is', async () => {
    for (const kind of KINDS) {
      for (const role of members.filter((each) => caseRights[kind].roles.includes(each))) {
        const expected = told(kind, await state(), role, members)
        const answer = await askAction(kind, callers.get(role)!, at)
        expect([kind, role, outcomeOf(answer)]).toEqual([kind, role, expected])
      }
    }
  })
})

/** By the table, as the case is at this moment. */
function told(kind: Kind, state: OrderedCase, role: Role, members: readonly Role[]): string {
  if (!members.includes(role)) return 'NOT_FOUND'
  const { roles, obstacles: named, partyObstacles = [] } = caseRights[kind]
  if (!roles.includes(role)) return 'ROLE_NOT_ALLOWED'
  const { expert, controlJudge } = state.order
  const actor = role === 'expert' ? expert : role === 'magistrat' ? controlJudge : 'another'
  const all = PARTY_SIDE.includes(role) ? [...named, ...partyObstacles] : named
  return all.find((code) => obstacles[code](state, actor)) ?? 'allowed'
}

/** Many actions in one request; what each is told. */
async function askTogether(
  role: Role,
  kinds: readonly Kind[],
  at: CasePlace,
): Promise<(readonly string[])[]> {
  if (kinds.length === 0) return []
  const items = kinds.map((kind) => ({
    key: randomUUID(),
    case: at.case,
    action: bodyOf(kind, at),
  }))
  const answer = await callers.get(role)!.post('/actions', { items })
  expect(answer.statusCode).toBe(200)
  const told = answer.json<{ items: { problem?: { code: string } }[] }>().items
  return kinds.map((kind, i) => [kind, told[i]?.problem?.code ?? 'allowed'])
}

/** Whether the case is on any page of what a role is shown. */
async function isInPages(
  name: 'listCases' | 'searchCases',
  role: Role,
  at: CasePlace,
): Promise<boolean> {
  const { body } = await asks[name](callers.get(role)!, { ...at, role })
  return body.includes(at.case)
}

/** Codes that say: what you named is not there, or there already; no word of rights or states. */
const OF_OBJECTS =
  /^(?:ACTOR_ALREADY_ADDED|ACTOR_NOT_REGISTERED|DOCUMENT_NOT_AVAILABLE|DOCUMENT_ALREADY_AVAILABLE|NOT_THE_DEPOSITOR|NOTICE_UNKNOWN|CREDENTIAL_NOT_BOUND|ROLE_ALREADY_GRANTED|DEMO_UNAVAILABLE|OIDC_ISSUER_UNKNOWN|IDENTIFICATION_UNAVAILABLE|CERTIFICATE_MISSING)$/

function outcomeOf({ statusCode, payload }: Answer): string {
  if (statusCode < 400) return 'allowed'
  const { code } = JSON.parse(payload) as { code: string }
  return OF_OBJECTS.test(code) ? 'allowed' : code
}

const nowhere = { case: randomUUID(), document: randomUUID(), entry: randomUUID() }

/** Where a route stands, from the OpenAPI document's own words for its parameters. */
function pathOf(name: RouteName): string {
  const right: RouteRight = routeRights[name]
  if (/^getEntry|^getReceipt$/.test(name)) return '/entries/:entry'
  return right.who === 'case' && !['orderExpertise', 'actMany'].includes(name)
    ? '/cases/:case'
    : '/'
}

/** The live feed never ends: its head is looked at, over a real connection. */
async function watched(caller: Caller): Promise<Answer> {
  const abort = new AbortController()
  const url = `${await world.server.app.getUrl()}/api/v1/events`
  const { status } = await fetch(url, { headers: caller.credentials, signal: abort.signal })
  abort.abort()
  return { statusCode: status, payload: '{}' } as Answer
}
