import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { OPEN } from './current-session.js'
import { HttpProblem } from './http-problem.js'
import type { Metrics } from './metrics.js'
import { sessionToken } from './session-cookie.js'
import type { SessionDesk } from './session-desk.js'

/** Nobody unidentified gets further than here, but on routes that say so. His request is a counter. */
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionDesk,
    private readonly reflector: Reflector,
    private readonly metrics: Metrics,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (
      this.reflector.getAllAndOverride<boolean>(OPEN, [context.getHandler(), context.getClass()])
    ) {
      return true
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const token = sessionToken(request)
    const session = token === undefined ? undefined : this.sessions.find(token)
    if (session === undefined) {
      this.metrics.unidentified.inc()
      throw new HttpProblem('SESSION_REQUIRED', 'no session, or it has ended')
    }
    request.sessionRecord = session
    return true
  }
}
