import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { OIDC_LOGINS } from './oidc-paths.js'
import { API_PREFIX } from './openapi.js'

const LOGIN_COOKIE = 'contremarque-login'
/**
 * Lax, unlike the session's: the issuer sends the browser back from another site, and a strict cookie
 * stays at home then. It opens nothing; it says which browser began (ADR 16).
 */
const ATTRIBUTES = {
  httpOnly: true,
  sameSite: 'lax',
  path: `/${API_PREFIX}/${OIDC_LOGINS}`,
} as const

/** Marks the browser that begins a login. */
export function setLoginCookie(reply: FastifyReply, token: string, expiresAt: number): void {
  reply.setCookie(LOGIN_COOKIE, token, {
    ...ATTRIBUTES,
    secure: reply.request.protocol === 'https',
    expires: new Date(expiresAt),
  })
}

/** The untrusted token of a login, if any; the browser keeps it no longer. */
export function takeLoginCookie(request: FastifyRequest, reply: FastifyReply): string {
  reply.clearCookie(LOGIN_COOKIE, ATTRIBUTES)
  return request.cookies[LOGIN_COOKIE] ?? ''
}
