import { randomUUID } from 'node:crypto'
import type { Role } from '@contremarque/ledger'
import { caseRights } from '../src/actions/rights/case-rights.js'
import { phaseOf, PHASES, type Phase } from '../src/actions/rights/life-cycle.js'
import { CASE_READERS, PERSON_ROLES } from '../src/actions/rights/roles.js'
import { rolesOf, routeRights, type RouteName } from '../src/actions/rights/route-rights.js'
import { askAction, bodies, bodyOf, FORMS, type CasePlace, type Kind } from './asked-actions.js'
import { outcomeOf, outcomeOfProblem, told } from './asked-outcome.js'
import { caseIn, membersIn, stateOf } from './case-in-phase.js'
import { foreignCase } from './foreign-case.js'
import { READS } from './route-asks.js'
import { rightsWorld, type RightsWorld } from './rights-world.js'

/** Of each phase: two cases with a member in every role, and one of which nobody here is a member. */
interface Cases {
  readonly alone: CasePlace
  readonly together: CasePlace
  readonly foreign: CasePlace
}

let rights: RightsWorld
let cases: ReadonlyMap<Phase, Cases>

beforeAll(async () => {
  rights = await rightsWorld()
  cases = new Map(
    await Promise.all(PHASES.map(async (phase) => [phase, await casesIn(phase)] as const)),
  )
})

afterAll(() => rights.world.close())

const KINDS = Object.keys(bodies) as readonly Kind[]
/** Those that can be asked for among others. */
const IN_JSON = KINDS.filter((kind) => !FORMS.has(kind))

describe.each(PHASES)('a case that is %s', (phase) => {
  let at: Cases
  const members = membersIn(phase)

  beforeAll(async () => {
    at = cases.get(phase)!
    for (const { case: id } of Object.values(at) as CasePlace[]) {
      expect(phaseOf(await stateIn(id))).toBe(phase)
    }
  })

  test.each(READS)('%s: members in a role that may, and nobody else', async (name) => {
    const allowed = routeRights[name].who === 'case' ? rolesOf(name) : CASE_READERS
    expect(await byRole((role) => ask(name, role, at.alone))).toEqual(
      inEveryRole((role) => {
        if (!members.includes(role)) return 'NOT_FOUND'
        return allowed.includes(role) ? 'allowed' : 'ROLE_NOT_ALLOWED'
      }),
    )
    expect(await byRole((role) => ask(name, role, at.foreign))).toEqual(
      inEveryRole(() => 'NOT_FOUND'),
    )
  })

  test('lists and search show it to its members, and to nobody else', async () => {
    for (const name of ['listCases', 'searchCases'] as const) {
      for (const role of rolesOf(name)) {
        const page = await rights.asks[name](rights.callers.get(role)!, { ...at.alone, role })
        const shown = [at.alone, at.foreign].map((one) => page.body.includes(one.case))
        expect([name, role, shown]).toEqual([name, role, [members.includes(role), false]])
      }
    }
  })

  test('every action that is refused, in every role, asked alone and among others', async () => {
    const before = await stateIn(at.alone.case)
    const refused = inEveryRole((role) =>
      KINDS.map((kind) => [kind, told(kind, before, role, members)] as const).filter(
        ([, code]) => code !== 'allowed',
      ),
    )
    expect(await byRole((role) => askEach(role, kindsOf(refused, role), at.alone))).toEqual(refused)
    const among = refused.map(
      ([role, all]) => [role, all.filter(([kind]) => !FORMS.has(kind))] as const,
    )
    expect(await byRole((role) => askTogether(role, kindsOf(among, role), at.alone))).toEqual(among)
    expect((await stateIn(at.alone.case)).documents).toEqual(before.documents)
    expect(phaseOf(await stateIn(at.alone.case))).toBe(phase)
  })

  test('no action is there to ask for, for who is no member, in any role, alone or among others', async () => {
    const nothing = (kinds: readonly Kind[]) =>
      inEveryRole(() => kinds.map((kind) => [kind, 'NOT_FOUND']))
    expect(await byRole((role) => askEach(role, KINDS, at.foreign))).toEqual(nothing(KINDS))
    expect(await byRole((role) => askTogether(role, IN_JSON, at.foreign))).toEqual(nothing(IN_JSON))
  })

  test('every action that is allowed, by every member, as the case then is', async () => {
    for (const kind of KINDS) {
      for (const role of members.filter((each) => caseRights[kind].roles.includes(each))) {
        const expected = told(kind, await stateIn(at.alone.case), role, members)
        const answer = await askAction(kind, rights.callers.get(role)!, at.alone)
        expect([kind, role, outcomeOf(answer)]).toEqual([kind, role, expected])
      }
    }
  })

  test('the same behind one that is refused, in one request', async () => {
    const recorded = new Set<Kind>()
    for (const kind of IN_JSON) {
      for (const role of members.filter((each) => caseRights[kind].roles.includes(each))) {
        const never = IN_JSON.find((one) => !caseRights[one].roles.includes(role))!
        const expected = told(kind, await stateIn(at.together.case), role, members)
        const found = await askTogether(role, [never, kind], at.together, recorded)
        expect([role, found]).toEqual([
          role,
          [
            [never, 'ROLE_NOT_ALLOWED'],
            [kind, expected],
          ],
        ])
      }
    }
    expect([...recorded]).toEqual(expect.arrayContaining(['SendNotice']))
  })
})

async function casesIn(phase: Phase): Promise<Cases> {
  const { callers, world } = rights
  const [alone, together, { id, document, entries }] = await Promise.all([
    caseIn(phase, callers, world.server),
    caseIn(phase, callers, world.server),
    foreignCase(world.server, phase),
  ])
  return {
    alone,
    together,
    foreign: { case: id, document, entry: entries[0]!, party: randomUUID() },
  }
}

const stateIn = (id: string) => stateOf(id, rights.world.server)

type InRoles<T> = readonly (readonly [Role, T])[]

function inEveryRole<T>(each: (role: Role) => T): InRoles<T> {
  return PERSON_ROLES.map((role) => [role, each(role)] as const)
}

/** In all roles at a time. */
function byRole<T>(each: (role: Role) => Promise<T>): Promise<InRoles<T>> {
  return Promise.all(PERSON_ROLES.map(async (role) => [role, await each(role)] as const))
}

function kindsOf(found: InRoles<readonly (readonly [Kind, string])[]>, of: Role): readonly Kind[] {
  return found.find(([role]) => role === of)![1].map(([kind]) => kind)
}

async function ask(name: RouteName, role: Role, at: CasePlace): Promise<string> {
  return outcomeOf(await rights.asks[name](rights.callers.get(role)!, { ...at, role }))
}

/** One request after the other; what each is told. */
async function askEach(role: Role, kinds: readonly Kind[], at: CasePlace) {
  const found: (readonly [Kind, string])[] = []
  for (const kind of kinds) {
    found.push([kind, outcomeOf(await askAction(kind, rights.callers.get(role)!, at))])
  }
  return found
}

/** Many actions in one request; what each is told, and which were recorded. */
async function askTogether(
  role: Role,
  kinds: readonly Kind[],
  at: CasePlace,
  recorded = new Set<Kind>(),
) {
  if (kinds.length === 0) return []
  const items = kinds.map((kind) => ({
    key: randomUUID(),
    case: at.case,
    action: bodyOf(kind, at),
  }))
  const answer = await rights.callers.get(role)!.post('/actions', { items })
  expect(answer.statusCode).toBe(200)
  const { items: told } = answer.json<{ items: { problem?: { code: string } }[] }>()
  return kinds.map((kind, i) => {
    const { problem } = told[i]!
    if (problem === undefined) recorded.add(kind)
    return [kind, problem === undefined ? 'allowed' : outcomeOfProblem(problem)] as const
  })
}
