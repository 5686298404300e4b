import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { ActionRefused } from '../actions/action-refused.js'
import { routeRights, type RouteName, type RouteRight } from '../actions/rights/route-rights.js'
import { notFound } from './found.js'
import type { ReadRefusals } from './read-refusals.js'
import { routeOf } from './route-right.js'

/** The table of rights for routes; what asks something of a case is weighed by the case's own. */
export class RightsGuard implements CanActivate {
  constructor(private readonly refusals: ReadRefusals) {}

  /** @throws ActionRefused; HttpProblem NOT_FOUND where an id was given: no word about what it names */
  canActivate(context: ExecutionContext): boolean {
    const name = routeOf(context.getHandler())
    if (name === undefined) return false
    const right: RouteRight = routeRights[name]
    if (right.who !== 'roles') return true
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const session = request.sessionRecord!
    if (right.roles.includes(session.person.role)) return true
    const refused = new ActionRefused('ROLE_NOT_ALLOWED', actionOf(name))
    const [target] = Object.values(request.params as Readonly<Record<string, string>>)
    this.refusals.tell(refused, session, target)
    throw target === undefined ? refused : notFound()
  }
}

/** What a refused use of a route is recorded as. */
function actionOf(name: RouteName): string {
  return name[0]!.toUpperCase() + name.slice(1)
}
