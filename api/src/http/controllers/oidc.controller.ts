import { Controller, Get, Param, Query, Redirect, Req, Res } from '@nestjs/common'
import { ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Documented } from '../documented.js'
import { setLoginCookie, takeLoginCookie } from '../login-cookie.js'
import { OidcDesk } from '../oidc-desk.js'
import { OIDC_LOGINS } from '../oidc-paths.js'
import { setSessionCookie } from '../session-cookie.js'

const SEE_OTHER = 303

/** Links a browser follows, to an issuer and back: each answers by sending it on. */
@ApiTags('session')
@Controller(OIDC_LOGINS)
export class OidcController {
  constructor(private readonly oidc: OidcDesk) {}

  @Get(':issuer')
  @Redirect()
  @Documented({
    operationId: 'beginOidcLogin',
    summary: 'Sends the browser to an OpenID Connect issuer to be identified',
    problems: [404, 503],
  })
  @ApiResponse({ status: SEE_OTHER, description: 'To the issuer' })
  @ApiQuery({ name: 'returnTo', required: false, description: 'Page of the console to go to then' })
  async begin(
    @Param('issuer') issuer: string,
    @Query('returnTo') returnTo: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { url, token, expiresAt } = await this.oidc.begin(issuer, returnTo)
    setLoginCookie(reply, token, expiresAt)
    return { url: url.href, statusCode: SEE_OTHER }
  }

  @Get(':issuer/callback')
  @Redirect()
  @Documented({
    operationId: 'endOidcLogin',
    summary: 'Where the issuer sends the browser back: opens the session, or says why not',
    problems: [403, 404, 503],
  })
  @ApiResponse({ status: SEE_OTHER, description: 'To the page the login began from' })
  async end(
    @Param('issuer') issuer: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const login = takeLoginCookie(request, reply)
    const { token, session, returnTo } = await this.oidc.end(issuer, login, query)
    setSessionCookie(reply, token, session.expiresAt)
    return { url: returnTo, statusCode: SEE_OTHER }
  }
}
