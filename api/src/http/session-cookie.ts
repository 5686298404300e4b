import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether browsers come by TLS to every port: to the plain one by that of a proxy. */
    isReachedByTls: boolean
  }
}

export const SESSION_COOKIE = 'contremarque-session'
/** Over TLS: a browser takes it from there only, so that no page on a plain port can plant one. */
const SECURE_COOKIE = `__Secure-${SESSION_COOKIE}`
const ATTRIBUTES = { httpOnly: true, sameSite: 'strict', path: '/api' } as const

/** Gives the browser its token; scripts cannot read it and other sites cannot make it sent. */
export function setSessionCookie(reply: FastifyReply, token: string, expiresAt: number): void {
  const { name, secure } = cookieOf(reply.request)
  reply.setCookie(name, token, {
    ...ATTRIBUTES,
    secure,
    expires: new Date(expiresAt),
  })
}

export function clearSessionCookie(reply: FastifyReply): void {
  const { name, secure } = cookieOf(reply.request)
  reply.clearCookie(name, { ...ATTRIBUTES, secure })
}

/** The untrusted token a request carries, if any. */
export function sessionToken(request: FastifyRequest): string | undefined {
  return request.cookies[cookieOf(request).name]
}

/** Whether a cookie goes over TLS alone. */
export function goesByTls({ protocol, server }: FastifyRequest): boolean {
  return protocol === 'https' || server.isReachedByTls
}

function cookieOf(request: FastifyRequest): { name: string; secure: boolean } {
  const secure = goesByTls(request)
  return { name: secure ? SECURE_COOKIE : SESSION_COOKIE, secure }
}
