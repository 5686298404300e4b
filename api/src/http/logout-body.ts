import type { FastifyInstance } from 'fastify'
import { oidcLogout } from './oidc-paths.js'

/** Bytes of what an issuer says of an ended session: one token, and room for what else it sends. */
const MAX_LOGOUT = 16 * 1024

const ROUTE = oidcLogout(':issuer')

/** Whoever has no session sends little. */
export function limitLogoutBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.url === ROUTE) route.bodyLimit = MAX_LOGOUT
  })
}
