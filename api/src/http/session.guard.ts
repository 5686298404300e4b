import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import type { FastifyRequest } from 'fastify'
import { isFromElsewhere } from './asked-from.js'
import { OPEN } from './current-session.js'
import { HttpProblem } from './http-problem.js'
import { EVERYTHING, NEED, type Need } from './needs.js'
import type { Metrics } from './metrics.js'
import { sessionToken } from './session-cookie.js'
import type { SessionDesk } from './session-desk.js'
import type { SessionRecord } from '../identity/session-record.js'

/**
 * Nobody unidentified gets further than here, nor anybody who has not accepted the terms in force, but on
 * routes that say so. The request of somebody unidentified is a counter.
 */
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionDesk,
    private readonly reflector: Reflector,
    private readonly metrics: Metrics,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const isOpen = this.markOf<boolean>(OPEN, context) === true
    if (!(isOpen && request.method === 'GET') && isFromElsewhere(request)) {
      throw new HttpProblem('CROSS_SITE', 'a page of another site asks')
    }
    if (isOpen) return true
    const session = await this.sessionOf(request)
    request.sessionRecord = session
    const need = this.markOf<Need>(NEED, context) ?? EVERYTHING
    if (need !== 'session') await this.sessions.requireTerms(session)
    return true
  }

  private markOf<Mark>(name: string, context: ExecutionContext): Mark | undefined {
    const targets = [context.getHandler(), context.getClass()]
    return this.reflector.getAllAndOverride<Mark | undefined>(name, targets)
  }

  private async sessionOf(request: FastifyRequest): Promise<SessionRecord> {
    const token = sessionToken(request)
    const session = token === undefined ? undefined : await this.sessions.find(token)
    if (session !== undefined) return session
    this.metrics.unidentified.inc()
    throw new HttpProblem('SESSION_REQUIRED', 'no session, or it has ended')
  }
}
