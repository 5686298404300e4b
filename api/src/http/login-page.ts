import type { FastifyRequest } from 'fastify'
import { RefusedLogin } from '../identity/oidc/refused-login.js'
import { oidcLogin } from './oidc-paths.js'

const LOGIN = oidcLogin('')

/**
 * Where a browser is told why a login failed: it followed a link, so that a page is wanted and no
 * problem. It leads on to where the login was to lead. Programs get the problem.
 */
export function loginPage(
  { headers, routeOptions }: FastifyRequest,
  code: string,
  error: unknown,
): string | undefined {
  const isLogin = routeOptions.url?.startsWith(LOGIN) === true
  if (!isLogin || headers.accept?.includes('text/html') !== true) return undefined
  const query = new URLSearchParams({ refus: code })
  if (error instanceof RefusedLogin) query.set('retour', error.returnTo)
  return `/session?${query.toString()}`
}
