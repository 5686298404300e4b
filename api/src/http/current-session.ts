import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import type { SessionRecord } from '../identity/session-record.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the session guard; absent on open routes. */
    sessionRecord?: SessionRecord
  }
}

const OPEN = 'contremarque:open'

/** A route that needs no session. */
export const Open = () => SetMetadata(OPEN, true)
export { OPEN }

/** The session the guard found. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<FastifyRequest>().sessionRecord
})
