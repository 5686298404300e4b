import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { HttpProblem } from './http-problem.js'
import type { WriteRequest } from './write-request.js'

const KEY = /^[\x21-\x7e]{8,128}$/
const MAX_WAIT_SECONDS = 60

/** Who asks, the `Idempotency-Key` (required) and `Prefer: wait=N` of a write. */
export const Write = createParamDecorator((_: unknown, context: ExecutionContext): WriteRequest => {
  const request = context.switchToHttp().getRequest<FastifyRequest>()
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new HttpProblem(
      'IDEMPOTENCY_KEY_REQUIRED',
      'header Idempotency-Key: 8 to 128 visible ASCII characters',
    )
  }
  const wait = parseWait(request.headers.prefer)
  if (wait > 0) {
    context.switchToHttp().getResponse<FastifyReply>().header('preference-applied', `wait=${wait}`)
  }
  const written: WriteRequest['written'] = (position) => {
    if (request.written === undefined || request.written < position) request.written = position
  }
  return { session: request.sessionRecord!, key, wait: wait * 1000, written }
})

/** Seconds of the `wait` preference (RFC 7240 §4.3), at most 60; 0 where there is none. */
export function parseWait(header: string | string[] | undefined): number {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '')
  const wait = /(?:^|[,;\s])wait=(\d{1,6})(?=$|[,;\s])/i.exec(text)
  return wait === null ? 0 : Math.min(Number(wait[1]), MAX_WAIT_SECONDS)
}
