import { Body, Controller, Delete, Get, Post, Put, Res } from '@nestjs/common'
import { ApiNoContentResponse, ApiTags } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { AWAY } from '../../identity/oidc/pending-logins.js'
import type { SessionRecord } from '../../identity/session-record.js'
import { ActionDesk } from '../action-desk.js'
import { ConsoleReads } from '../console-reads.js'
import { CurrentSession } from '../current-session.js'
import { Documented, DocumentedWrite } from '../documented.js'
import { setLoginCookie } from '../login-cookie.js'
import { OidcDesk } from '../oidc-desk.js'
import { Recorded } from '../schemas/recorded.js'
import {
  AcceptTerms,
  ActAs,
  OpenSession,
  Session,
  SessionGoingOn,
  StatePurpose,
} from '../schemas/session.js'
import { clearSessionCookie, setSessionCookie } from '../session-cookie.js'
import { SessionDesk } from '../session-desk.js'
import { Write } from '../write-headers.js'
import type { WriteRequest } from '../write-request.js'

const NO_CONTENT = 204

@ApiTags('session')
@Controller('session')
export class SessionController {
  constructor(
    private readonly sessions: SessionDesk,
    private readonly actions: ActionDesk,
    private readonly noted: ConsoleReads,
    private readonly oidc: OidcDesk,
  ) {}

  @Post()
  @Documented({
    operationId: 'openSession',
    summary: 'Opens a session as a development persona; sets an HttpOnly cookie',
    status: 201,
    answer: Session,
    problems: [403, 404],
  })
  async open(
    @Body({ schema: OpenSession }) body: OpenSession,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { token, session } = await this.sessions.openAsPersona(body.persona)
    setSessionCookie(reply, token, session.expiresAt)
    return this.sessions.describe(session)
  }

  @Get()
  @Documented({
    operationId: 'getSession',
    summary: 'Who I am and as what',
    answer: Session,
    needs: 'session',
  })
  read(@CurrentSession() session: SessionRecord) {
    return this.sessions.describe(session)
  }

  @Put('role')
  @Documented({
    operationId: 'actAs',
    summary: 'In which of my roles I act from now on',
    answer: Session,
    needs: 'terms',
  })
  async actAs(@Body({ schema: ActAs }) { role }: ActAs, @CurrentSession() session: SessionRecord) {
    await this.noted.endConsultations(session)
    return this.sessions.describe(await this.sessions.actAs(session, role))
  }

  @Put('purpose')
  @Documented({
    operationId: 'statePurpose',
    summary: 'What I read for from now on: asked for before anything is read',
    answer: Session,
    problems: [422, 503],
    needs: 'terms',
  })
  async statePurpose(
    @Body({ schema: StatePurpose }) body: StatePurpose,
    @CurrentSession() session: SessionRecord,
  ) {
    return this.sessions.describe(await this.noted.state(body, session))
  }

  @Delete()
  @ApiNoContentResponse({ description: 'Ended' })
  @Documented({
    operationId: 'endSession',
    summary:
      'Ends the session; one by OpenID Connect goes on at the issuer, until that is asked too',
    answer: SessionGoingOn,
    needs: 'session',
  })
  async end(
    @CurrentSession() session: SessionRecord,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionGoingOn | undefined> {
    await this.sessions.end(session)
    clearSessionCookie(reply)
    await this.noted.endOf(session)
    const goingOn = await this.oidc.goingOn(session)
    if (goingOn === undefined) {
      reply.status(NO_CONTENT)
      return undefined
    }
    const { state, issuer, logoutUrl } = goingOn
    if (logoutUrl !== null) setLoginCookie(reply, state, Date.now() + AWAY)
    return { issuer, logoutUrl }
  }

  @Post('terms')
  @DocumentedWrite({
    operationId: 'acceptTerms',
    summary: 'Accepts the terms of use in force, for oneself alone',
    answer: Recorded,
    needs: 'session',
  })
  acceptTerms(@Body({ schema: AcceptTerms }) body: AcceptTerms, @Write() write: WriteRequest) {
    return this.actions.acceptTerms(body, write)
  }
}
