import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { OIDC_LOGINS } from './oidc-paths.js'
import { API_PREFIX } from './openapi.js'
import { goesByTls } from './session-cookie.js'

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
  const { name, secure } = cookieOf(reply.request)
  reply.setCookie(name, token, { ...ATTRIBUTES, secure, expires: new Date(expiresAt) })
}

/** The untrusted token of a login, if any; the browser keeps it no longer. */
export function takeLoginCookie(request: FastifyRequest, reply: FastifyReply): string {
  const { name, secure } = cookieOf(request)
  reply.clearCookie(name, { ...ATTRIBUTES, secure })
  return request.cookies[name] ?? ''
}

function cookieOf(request: FastifyRequest): { name: string; secure: boolean } {
  const secure = goesByTls(request)
  return { name: secure ? `__Secure-${LOGIN_COOKIE}` : LOGIN_COOKIE, secure }
}
