import type { RateLimitPluginOptions } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { CertificateProxy } from '../identity/certificate/certificate-authority.js'
import { clientAddress } from './client-address.js'
import { HttpProblem } from './http-problem.js'
import { oidcLogin } from './oidc-paths.js'
import { API_PREFIX } from './openapi.js'
import type { SessionDesk } from './session-desk.js'

const MINUTE = 60_000
/** Openings of sessions from one address in a minute. */
const SESSIONS_A_MINUTE = 60
const OPENING: ReadonlySet<string | undefined> = new Set([
  `/${API_PREFIX}/session`,
  `/${API_PREFIX}/session/certificate`,
])

const OIDC_OPENING = oidcLogin(':issuer')

/**
 * At most `max` requests of one session in a minute, or of one address without: an invented cookie is
 * none, and everybody behind a named proxy has his own. Goes by the route that answers, never by how its address was spelled.
 */
export function rateLimits(
  max: number,
  sessions: SessionDesk,
  proxies: readonly CertificateProxy[],
): RateLimitPluginOptions {
  return {
    timeWindow: MINUTE,
    max: (request) => (isOpening(request) ? SESSIONS_A_MINUTE : max),
    async keyGenerator(request) {
      // Asked before `allowList`: no session is looked up for what has no limit.
      if (!isApi(request)) return request.ip
      if (isOpening(request)) return `open ${clientAddress(request, proxies)}`
      return (await sessions.idOf(request)) ?? clientAddress(request, proxies)
    },
    allowList: (request) => !isApi(request),
    errorResponseBuilder: () =>
      new HttpProblem('RATE_LIMITED', 'more requests than this session may make in a minute'),
  }
}

/** Whether a route of the interface answers, or would have been looked for. */
export function isApi({ routeOptions, url }: FastifyRequest): boolean {
  return (routeOptions.url ?? url).startsWith('/api/')
}

function isOpening({ method, routeOptions: { url } }: FastifyRequest): boolean {
  return (method === 'POST' && OPENING.has(url)) || url === OIDC_OPENING
}
