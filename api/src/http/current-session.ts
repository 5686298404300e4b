import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import type { SessionRecord } from '../identity/session-record.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the session guard; absent on routes open to anybody. */
    sessionRecord?: SessionRecord
  }
}

/** The session the guard found. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<FastifyRequest>().sessionRecord
})
