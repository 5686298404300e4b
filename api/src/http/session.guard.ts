import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { bearerToken, isOfPlatform, readingPurpose, scopeOf } from './asked-by-platform.js'
import { isFromElsewhere } from './asked-from.js'
import { ActionRefused } from '../actions/action-refused.js'
import { routeRights, type RouteName } from '../actions/rights/route-rights.js'
import type { BoundSessions } from './bound-sessions.js'
import { HttpProblem } from './http-problem.js'
import { needOf } from './needs.js'
import type { Metrics } from './metrics.js'
import type { PlatformDoor } from './platform-door.js'
import type { ReadRefusals } from './read-refusals.js'
import { routeOf } from './route-right.js'
import type { SessionDesk } from './session-desk.js'
import { isUnattended } from './unattended.js'
import type { SessionRecord } from '../identity/session-record.js'

/**
 * Nobody unidentified gets further than here, nor who has not accepted the terms in force, nor to read who
 * has not stated his purpose, but on routes that say so. The request of somebody unidentified is a counter.
 */
export class SessionGuard implements CanActivate {
  constructor(
    private readonly sessions: SessionDesk,
    private readonly platforms: PlatformDoor,
    private readonly metrics: Metrics,
    private readonly refusals: ReadRefusals,
    /** Absent where no certificates are accepted. */
    private readonly bound: BoundSessions | undefined,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const isPlatform = isOfPlatform(request)
    const name = routeOf(context.getHandler())
    const isOpen = !isPlatform && name !== undefined && routeRights[name].who === 'anybody'
    // A token is what no browser adds by itself: where it comes from says nothing. A certificate it does add.
    const isByToken = bearerToken(request) !== undefined
    if (!isByToken && !(isOpen && request.method === 'GET') && isFromElsewhere(request)) {
      throw new HttpProblem('CROSS_SITE', 'a page of another site asks')
    }
    if (isOpen) return true
    const session = await (isPlatform
      ? this.platformOf(request, context)
      : this.sessionOf(request, name))
    request.sessionRecord = session
    const need = needOf(context.getHandler())
    if (need !== 'session') await this.sessions.requireTerms(session)
    if (need === 'purpose' && session.purpose === null) throw this.unstated(request, session)
    return true
  }

  /** What a platform left empty is told in the stream of the person it asked for, as his own would be. */
  private unstated(request: FastifyRequest, session: SessionRecord): ActionRefused | HttpProblem {
    if (!isOfPlatform(request) || readingPurpose(request) !== '') {
      return new HttpProblem(
        'PURPOSE_REQUIRED',
        'state what you read for: PUT /api/v1/session/purpose',
      )
    }
    const refused = new ActionRefused('PURPOSE_EMPTY', 'StatePurpose')
    this.refusals.tell(refused, session)
    return refused
  }

  private async platformOf(
    request: FastifyRequest,
    context: ExecutionContext,
  ): Promise<SessionRecord> {
    try {
      return await this.platforms.enter(request, scopeOf(context.getHandler()))
    } catch (error) {
      this.metrics.unidentified.inc()
      throw error
    }
  }

  /** Used by it, unless a page asks of itself or not on a connection of the session's. */
  private async sessionOf(
    request: FastifyRequest,
    route: RouteName | undefined,
  ): Promise<SessionRecord> {
    const session = await this.openOn(request)
    return isUnattended(request, route) ? session : this.sessions.use(session)
  }

  private async openOn(request: FastifyRequest): Promise<SessionRecord> {
    const session = await this.sessions.find(request)
    if (session?.bound === null) return session
    if (session !== undefined && this.bound !== undefined) return this.bound.check(session, request)
    this.metrics.unidentified.inc()
    throw (
      (await this.sessions.expiry(request)) ??
      new HttpProblem('SESSION_REQUIRED', 'no session, or it has ended')
    )
  }
}
