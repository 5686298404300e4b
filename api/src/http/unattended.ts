import type { FastifyRequest } from 'fastify'
import type { RouteName } from '../actions/rights/route-rights.js'

const UNATTENDED = 'contremarque-unattended'

/**
 * Whether a page asks of itself, with nobody known to be before it: it says so, or it follows the feed,
 * whose connections browsers renew. Such a request keeps no session from ending.
 */
export function isUnattended({ headers }: FastifyRequest, route: RouteName | undefined): boolean {
  return route === 'watchEvents' || headers[UNATTENDED] !== undefined
}
