import type { FastifyRequest } from 'fastify'
import { API_PREFIX } from './openapi.js'

const LOGIN = `/${API_PREFIX}/session/oidc/`

/**
 * Where a browser is told why a login failed: it followed a link, so that a page is wanted and no
 * problem. Programs get the problem.
 */
export function loginPage(
  { headers, routeOptions }: FastifyRequest,
  code: string,
): string | undefined {
  const isLogin = routeOptions.url?.startsWith(LOGIN) === true
  return isLogin && headers.accept?.includes('text/html') === true
    ? `/session?refus=${encodeURIComponent(code)}`
    : undefined
}
