import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { TOLD } from '../identity/sessions.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether browsers come by TLS to every port: to the plain one by that of a proxy. */
    isReachedByTls: boolean
  }
}

export const SESSION_COOKIE = 'contremarque-session'
/** Over TLS: a browser takes it from this very host only, so that no other page can plant one. */
const SECURE_COOKIE = `__Host-${SESSION_COOKIE}`
const ATTRIBUTES = { httpOnly: true, sameSite: 'strict' } as const

/**
 * Gives the browser its token; scripts cannot read it and other sites cannot make it sent. It is kept for as
 * long as the browser may be told that its session expired.
 */
export function setSessionCookie(reply: FastifyReply, token: string, expiresAt: number): void {
  const { name, ...place } = cookieOf(reply.request)
  const expires = new Date(expiresAt + TOLD)
  reply.setCookie(name, token, { ...ATTRIBUTES, ...place, expires })
}

export function clearSessionCookie(reply: FastifyReply): void {
  const { name, ...place } = cookieOf(reply.request)
  reply.clearCookie(name, { ...ATTRIBUTES, ...place })
}

/** The untrusted token a request carries, if any. */
export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[cookieOf(request).name]
}

/** Whether a cookie goes over TLS alone. */
export function goesByTls({ protocol, server }: FastifyRequest): boolean {
  return protocol === 'https' || server.isReachedByTls
}

function cookieOf(request: FastifyRequest): { name: string; secure: boolean; path: string } {
  const secure = goesByTls(request)
  // The prefix takes no narrower path.
  if (secure) return { name: SECURE_COOKIE, secure, path: '/' }
  return { name: SESSION_COOKIE, secure, path: '/api' }
}
