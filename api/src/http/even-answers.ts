import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { systemTimers, type Timers } from '../config/timers.js'
import { API_PREFIX } from './openapi.js'
import { isApi } from './rate-limits.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** When “not found” may be answered. */
    even?: Promise<void>
    /** From now on, where only now is read what will be looked up: whoever sends it late has not waited yet. */
    waitAnew(): void
  }
}

/** Milliseconds; longer than a question is weighed, unless a long case has to be read for it first. */
export const EVEN = 20

const NOT_FOUND = 404
/** Where one answer says of several cases what was not found. */
const OF_SEVERAL = `/${API_PREFIX}/actions`

/**
 * “Not found” is answered at one time, whatever it took to know: a clock does not tell what is hidden from what is
 * not there (T-22). The time runs from before anything is looked up: a wait that began afterwards would hand on the
 * difference.
 */
export function evenAnswers(fastify: FastifyInstance, timers: Timers = systemTimers): void {
  fastify.decorateRequest('waitAnew', function (this: FastifyRequest) {
    this.even = new Promise((resolve) => {
      timers.after(EVEN, resolve)
    })
  })
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (isApi(request)) request.waitAnew()
    done()
  })
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.even === undefined || !mayTell(request, reply)) {
      done(null, payload)
      return
    }
    void request.even.then(() => {
      done(null, payload)
    })
  })
}

function mayTell({ routeOptions: { url } }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return statusCode === NOT_FOUND || url === OF_SEVERAL
}
