import { Controller, Get, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import type { SessionRecord } from '../../identity/session-record.js'
import { CurrentSession } from '../current-session.js'
import { Documented, DocumentedBytes } from '../documented.js'
import { HttpProblem } from '../http-problem.js'
import { Metrics } from '../metrics.js'

const READERS = new Set(['operateur', 'auditeur'])

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Documented({
    operationId: 'getMetrics',
    summary: 'Prometheus metrics, for operators and auditors',
    problems: [403],
  })
  @DocumentedBytes('text/plain', 'Prometheus text format')
  async read(@CurrentSession() session: SessionRecord, @Res() reply: FastifyReply) {
    if (!READERS.has(session.person.role)) {
      throw new HttpProblem('FORBIDDEN', 'metrics are for operators and auditors')
    }
    const { contentType, text } = await this.metrics.render()
    return reply.header('content-type', contentType).send(text)
  }
}
