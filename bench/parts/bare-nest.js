import 'reflect-metadata'
import { Body, Controller, Module, Post, StandardSchemaValidationPipe } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { z } from 'zod'
import { freePort } from '../subject/server.js'
import { runPart } from '../measure/part.js'

const Payment = z.strictObject({
  kind: z.literal('RecordConsignation'),
  amountCents: z.int(),
  paidOn: z.string(),
})

class Payments {
  post() {
    return { state: 'recorded' }
  }
}
class Bare {}
Body({ schema: Payment })(Payments.prototype, 'post', 0)
Reflect.decorate(
  [Post('actions')],
  Payments.prototype,
  'post',
  Object.getOwnPropertyDescriptor(Payments.prototype, 'post'),
)
Reflect.decorate([Controller('payments')], Payments)
Reflect.decorate([Module({ controllers: [Payments] })], Bare)

/** What Nest on Fastify answers at best: the same body validated, nothing done with it. */
export async function run({ count, seconds }) {
  const app = await NestFactory.create(Bare, new FastifyAdapter(), { logger: ['error'] })
  app.useGlobalPipes(new StandardSchemaValidationPipe())
  const port = await freePort()
  await app.listen(port, '127.0.0.1')
  const cpu = process.cpuUsage()
  const load = { port, paths: ['/payments/actions'], headers: '', count, seconds, kind: 'payment' }
  const result = await runPart('http-load', load)
  const used = process.cpuUsage(cpu)
  await app.close()
  return { ...result, serverCpuMicroseconds: (used.user + used.system) / result.asked }
}
