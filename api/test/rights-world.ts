import type { Role } from '@contremarque/ledger'
import { PERSON_ROLES } from '../src/actions/rights/roles.js'
import type { RouteName } from '../src/actions/rights/route-rights.js'
import { WHO } from './asked-actions.js'
import { importedJournal } from './foreign-case.js'
import { httpWorld, type Caller, type HttpWorld } from './http-world.js'
import { routeAsks, type Ask } from './route-asks.js'

/** A server that is asked over HTTP, by somebody in every role. */
export interface RightsWorld {
  readonly world: HttpWorld
  readonly callers: ReadonlyMap<Role, Caller>
  readonly asks: Readonly<Record<RouteName, Ask>>
}

export async function rightsWorld(): Promise<RightsWorld> {
  const world = await httpWorld()
  await world.listen()
  const callers = new Map(
    await Promise.all(
      PERSON_ROLES.map(async (role) => [role, await world.as(WHO[role]!)] as const),
    ),
  )
  await world.as('partie-clinique')
  const journal = await importedJournal(world.server)
  return { world, callers, asks: routeAsks(world, callers, journal) }
}
