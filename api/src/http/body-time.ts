import type { FastifyInstance } from 'fastify'
import { hasBody, isForm } from './body-kind.js'
import { HttpProblem } from './http-problem.js'

/** Answers whose body, unless it is a form, is not there in `milliseconds`: dripped, it would hold a connection. */
export function limitBodyTime(fastify: FastifyInstance, milliseconds: number): void {
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    if (!hasBody(request) || isForm(request)) {
      done(null, payload)
      return
    }
    const timer = setTimeout(() => {
      payload.emit('error', new HttpProblem('REQUEST_TIMED_OUT', 'its body did not come in time'))
    }, milliseconds)
    payload.once('close', () => clearTimeout(timer)).once('end', () => clearTimeout(timer))
    done(null, payload)
  })
}

/** Refuses what is compressed: nothing is ever unpacked here, so that nothing can swell. */
export function refuseCodings(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const coding = request.headers['content-encoding']
    if (coding === undefined || coding === 'identity') {
      done()
      return
    }
    reply.header('accept-encoding', 'identity')
    done(new HttpProblem('MEDIA_TYPE_UNSUPPORTED', 'expected a body without content-encoding'))
  })
}
