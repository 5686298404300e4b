import { Controller, Get, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import type { FastifyReply } from 'fastify'
import { Documented, DocumentedBytes } from '../documented.js'
import { Metrics } from '../metrics.js'

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Documented({
    operationId: 'getMetrics',
    summary: 'Prometheus metrics, for operators and auditors',
    needs: 'terms',
  })
  @DocumentedBytes('text/plain', 'Prometheus text format')
  async read(@Res() reply: FastifyReply) {
    const { contentType, text } = await this.metrics.render()
    return reply.header('content-type', contentType).send(text)
  }
}
