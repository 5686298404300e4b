import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Redirect,
  Req,
  Res,
} from '@nestjs/common'
import {
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Documented } from '../documented.js'
import { setLoginCookie, takeLoginCookie } from '../login-cookie.js'
import { OidcDesk } from '../oidc-desk.js'
import { OIDC_LOGINS } from '../oidc-paths.js'
import { setSessionCookie } from '../session-cookie.js'

const SEE_OTHER = 303
/** Issuers may send more, which is ignored. */
const LOGOUT = {
  type: 'object',
  properties: { logout_token: { type: 'string' } },
  required: ['logout_token'],
}

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

  @Get(':issuer/ended')
  @Redirect()
  @Documented({
    operationId: 'endOidcLogout',
    summary: 'Where the issuer sends the browser back once its session there is over',
  })
  @ApiResponse({ status: SEE_OTHER, description: 'To the page that opens sessions' })
  @ApiParam({ name: 'issuer' })
  @ApiQuery({ name: 'state', required: false, description: 'As it was sent there' })
  ended(
    @Query('state') state: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const sent = takeLoginCookie(request, reply)
    const isOver = sent !== '' && state === sent
    return { url: isOver ? '/session?fin=OIDC_LOGGED_OUT' : '/session', statusCode: SEE_OTHER }
  }

  @Post(':issuer/logout')
  @HttpCode(204)
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ schema: LOGOUT })
  @ApiNoContentResponse({ description: 'Heard' })
  @Documented({
    operationId: 'endByOidcIssuer',
    summary:
      'Where an issuer says which sessions it ended (OpenID Connect Back-Channel Logout 1.0)',
    problems: [404, 413, 503],
  })
  logOut(@Param('issuer') issuer: string, @Body() form: unknown): Promise<void> {
    return this.oidc.endByIssuer(issuer, form)
  }
}
