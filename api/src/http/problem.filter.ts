import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { challengeOf } from './asked-by-platform.js'
import { hasBody } from './body-kind.js'
import { PROBLEM_MEDIA_TYPE } from './documented.js'
import { loginPage } from './login-page.js'
import { toProblem } from './problem-of.js'
import { retryAfter } from './retry-after.js'
import type { Spa } from './spa.js'

/** Every error that reaches the edge becomes a problem (RFC 9457), that of a login a page; unknown pages are the console's. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly spa: Spa | undefined,
  ) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    const request = host.switchToHttp().getRequest<FastifyRequest>()
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    const problem = toProblem(error)
    if (problem.status === 404 && this.spa?.serves(request) === true) {
      return this.spa.send(reply)
    }
    if (problem.status >= 500)
      this.logger.error({ err: error, code: problem.code }, 'request failed')
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy()
      return undefined
    }
    // What of a body nobody wants any more is not waited for.
    if (hasBody(request) && !request.raw.complete) reply.header('connection', 'close')
    const page = loginPage(request, problem.code, error)
    if (page !== undefined) return reply.redirect(page, 303)
    const challenge = challengeOf(problem.code)
    if (challenge !== undefined) reply.header('www-authenticate', challenge)
    const seconds = retryAfter(problem.code)
    if (seconds !== undefined) reply.header('retry-after', seconds)
    return reply.status(problem.status).type(PROBLEM_MEDIA_TYPE).send(problem)
  }
}
