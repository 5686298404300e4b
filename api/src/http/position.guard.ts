import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { needOf } from './needs.js'
import { POSITION_HEADER, type Positions } from './positions.js'
import type { WriteRequest } from './write-request.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Where what this request wrote stands in the log; absent when it wrote nothing. */
    written?: Parameters<WriteRequest['written']>[0]
  }
}

/** A read that asks for a position is answered by a node that has reached it. */
export class PositionGuard implements CanActivate {
  constructor(private readonly positions: Positions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const asked = request.headers[POSITION_HEADER]
    const isRead = needOf(context.getHandler()) === 'purpose' && request.sessionRecord !== undefined
    if (asked !== undefined && isRead) await this.positions.reach(String(asked))
    return true
  }
}

/** Every answer to a write says where what it wrote stands. */
export function tellPositions(fastify: FastifyInstance, positions: Positions): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { written } = request
    if (written !== undefined) reply.header(POSITION_HEADER, positions.tell(written))
    done(null, payload)
  })
}
