import { randomUUID } from 'node:crypto'
import { caseRights } from '../src/actions/rights/case-rights.js'
import { PERSON_ROLES } from '../src/actions/rights/roles.js'
import { rolesOf, routeRights, ROUTES, type RouteName } from '../src/actions/rights/route-rights.js'
import { outcomeOf, outcomeOfProblem } from './asked-outcome.js'
import { order } from './http-world.js'
import { rightsWorld, type RightsWorld } from './rights-world.js'

let rights: RightsWorld
let genesis: string

beforeAll(async () => {
  rights = await rightsWorld()
  const { store } = rights.world.server.node.ledger.folder
  const [first] = await store.readStream('platform-keys', 0, 1)
  genesis = first!.id
})

afterAll(() => rights.world.close())

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
const nowhere = { case: randomUUID(), document: randomUUID(), party: randomUUID() }

test('every route of the interface is in the table and is asked', async () => {
  const { server } = rights.world
  const { paths } = (await server.app.inject({ method: 'GET', url: '/api/docs-json' })).json<{
    paths: Record<string, Record<string, { operationId: string }>>
  }>()
  const served = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  expect(new Set(served)).toEqual(new Set(ROUTES))
  expect(new Set(Object.keys(rights.asks))).toEqual(new Set(ROUTES))
})

// What asks something of a case that is there: rights-by-phase.
test.each(ROUTES.filter((name) => routeRights[name].who !== 'case' || name === 'orderExpertise'))(
  '%s: who may, and who may not, whatever it is asked of',
  async (name) => {
    const found = await Promise.all(
      PERSON_ROLES.map(async (role) => {
        const at = { ...nowhere, role, entry: genesis }
        return [role, outcomeOf(await rights.asks[name](rights.callers.get(role)!, at))]
      }),
    )
    const expected = PERSON_ROLES.map((role) => {
      if (rolesOf(name).includes(role)) return [role, 'allowed']
      return [role, WITH_AN_ID.has(name) ? 'NOT_FOUND' : 'ROLE_NOT_ALLOWED']
    })
    expect(found).toEqual(expected)
  },
)

test('an order among many actions: who may, and who may not', async () => {
  const found = await Promise.all(
    PERSON_ROLES.map(async (role) => {
      const items = [{ key: randomUUID(), action: order() }]
      const answer = await rights.callers.get(role)!.post('/actions', { items })
      const [item] = answer.json<{ items: { problem?: { code: string } }[] }>().items
      return [role, item!.problem === undefined ? 'allowed' : outcomeOfProblem(item!.problem)]
    }),
  )
  const { roles } = caseRights.OrderExpertise
  expect(found).toEqual(
    PERSON_ROLES.map((role) => [role, roles.includes(role) ? 'allowed' : 'ROLE_NOT_ALLOWED']),
  )
})
