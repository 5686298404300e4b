import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PROBLEM_MEDIA_TYPE } from './documented.js'
import { HttpProblem } from './http-problem.js'
import { toProblem } from './problem-of.js'

interface BrokenSocket extends Socket {
  /** The answer under way on this connection, as Node keeps it. */
  readonly _httpMessage?: ServerResponse | null
}

/**
 * Answers what is no request, or did not come in time, and ends its connection: a problem like any
 * other. Nothing is written into an answer that has begun, nor before a handshake has ended.
 */
export function endBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  const isAnswering = (socket as BrokenSocket)._httpMessage?.headersSent === true
  if (!isOfHttp(error) || !socket.writable || isAnswering) {
    socket.destroy()
    return
  }
  socket.write(answerTo(error))
  socket.destroySoon()
}

/** Answers an address that no route is looked up for, wrongly encoded or too long: what was asked is not repeated. */
export function answerBadAddress(
  error: Error,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = toProblem(error)
  reply
    .status(problem.status)
    .headers({ 'cache-control': 'no-store', connection: 'close' })
    .type(PROBLEM_MEDIA_TYPE)
    .send(problem)
}

function isOfHttp({ code = '' }: { readonly code?: string }): boolean {
  return code.startsWith('HPE_') || BROKEN.has(code)
}

function answerTo({ code }: { readonly code?: string }): string {
  const problem = toProblem(BROKEN.get(code) ?? new HttpProblem('REQUEST_MALFORMED', 'no HTTP/1.1'))
  const body = JSON.stringify(problem)
  return [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'connection: close',
    'cache-control: no-store',
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

const BROKEN = new Map<string | undefined, HttpProblem>([
  ['ERR_HTTP_REQUEST_TIMEOUT', new HttpProblem('REQUEST_TIMED_OUT', 'it did not come in time')],
  [
    'HPE_HEADER_OVERFLOW',
    new HttpProblem('HEADER_TOO_LARGE', 'address and header: at most 16 KiB'),
  ],
])
