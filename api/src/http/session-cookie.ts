import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

export const SESSION_COOKIE = 'contremarque-session'
const ATTRIBUTES = { httpOnly: true, sameSite: 'strict', path: '/api' } as const

/** Gives the browser its token; scripts cannot read it and other sites cannot make it sent. */
export function setSessionCookie(reply: FastifyReply, token: string, expiresAt: number): void {
  reply.setCookie(SESSION_COOKIE, token, {
    ...ATTRIBUTES,
    secure: reply.request.protocol === 'https',
    expires: new Date(expiresAt),
  })
}

export function clearSessionCookie(reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, ATTRIBUTES)
}

/** The untrusted token a request carries, if any. */
export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[SESSION_COOKIE]
}
