import { Controller, Get, Post, Req, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { CertificateDesk } from '../certificate-desk.js'
import { Documented } from '../documented.js'
import { Session, SessionMethodList } from '../schemas/session.js'
import { setSessionCookie } from '../session-cookie.js'
import { SessionDesk } from '../session-desk.js'
import { SessionMethods } from '../session-methods.js'

@ApiTags('session')
@Controller('session')
export class IdentificationController {
  constructor(
    private readonly methods: SessionMethods,
    private readonly certificates: CertificateDesk,
    private readonly sessions: SessionDesk,
  ) {}

  @Get('methods')
  @Documented({
    operationId: 'listSessionMethods',
    summary: 'How somebody can be identified here, and where',
    answer: SessionMethodList,
  })
  list() {
    return { methods: this.methods.list() }
  }

  @Post('certificate')
  @Documented({
    operationId: 'openSessionByCertificate',
    summary:
      'Opens a session of whom the client certificate of this connection identifies; bound to it',
    status: 201,
    answer: Session,
    problems: [403],
  })
  async openByCertificate(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { token, session } = await this.certificates.open(request)
    setSessionCookie(reply, token, session.expiresAt)
    return this.sessions.describe(session)
  }
}
