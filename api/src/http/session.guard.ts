import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { isFromElsewhere } from './asked-from.js'
import { OPEN } from './current-session.js'
import { HttpProblem } from './http-problem.js'
import type { Metrics } from './metrics.js'
import { sessionToken } from './session-cookie.js'
import type { SessionDesk } from './session-desk.js'
import type { SessionRecord } from '../identity/session-record.js'

/** Nobody unidentified gets further than here, but on routes that say so. His request is a counter. */
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionDesk,
    private readonly reflector: Reflector,
    private readonly metrics: Metrics,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const isOpen =
      this.reflector.getAllAndOverride<boolean | undefined>(OPEN, [
        context.getHandler(),
        context.getClass(),
      ]) === true
    if (!(isOpen && request.method === 'GET') && isFromElsewhere(request)) {
      throw new HttpProblem('CROSS_SITE', 'a page of another site asks')
    }
    if (!isOpen) request.sessionRecord = await this.sessionOf(request)
    return true
  }

  private async sessionOf(request: FastifyRequest): Promise<SessionRecord> {
    const token = sessionToken(request)
    const session = token === undefined ? undefined : await this.sessions.find(token)
    if (session !== undefined) return session
    this.metrics.unidentified.inc()
    throw new HttpProblem('SESSION_REQUIRED', 'no session, or it has ended')
  }
}
