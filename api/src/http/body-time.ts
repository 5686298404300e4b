import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Timers } from '../config/timers.js'
import { arrivalTimers } from './arrival-timers.js'
import { hasBody, isForm } from './body-kind.js'
import type { ConnectionLimits } from './connection-limits.js'
import { HttpProblem } from './http-problem.js'

/** Answers whose body, unless it is a form, is not there in `milliseconds`: dripped, it would hold a connection. */
export function limitBodyTime(fastify: FastifyInstance, milliseconds: number): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    const { raw } = request
    if (hasBody(request) && !isForm(request)) {
      const late = new HttpProblem('REQUEST_TIMED_OUT', 'its body did not come in time')
      const cancel = arrivalTimers.after(milliseconds, () => refuse(raw, reply, late))
      for (const over of ['end', 'close']) raw.once(over, cancel)
    }
    done(null, payload)
  })
}

type Pace = Pick<ConnectionLimits, 'body' | 'pace'>

/** Answers a form of which too little comes, however long it may take: dripped, it would hold a file as well. */
export function limitFormPace(fastify: FastifyInstance, pace: Pace): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    if (hasBody(request) && isForm(request)) {
      watchPace(request.raw, pace, arrivalTimers, (problem) => refuse(request.raw, reply, problem))
    }
    done(null, payload)
  })
}

/** @param onSlow told once, when so little came that no more is waited for */
export function watchPace(
  form: IncomingMessage,
  { body, pace }: Pace,
  timers: Timers,
  onSlow: (problem: HttpProblem) => void,
): void {
  const { socket } = form
  const watchOn = (before: number): (() => void) =>
    timers.after(body, () => {
      const isEnough = socket.bytesRead - before >= pace
      // What has come and waits for us is not the sender's delay.
      if (isEnough || form.readableLength > 0) cancel = watchOn(socket.bytesRead)
      else onSlow(new HttpProblem('REQUEST_TIMED_OUT', 'its form comes too slowly'))
    })
  let cancel = watchOn(socket.bytesRead)
  for (const over of ['end', 'close']) form.once(over, () => cancel())
}

/** Whoever reads the body answers; where nobody does, or does any more, the connection ends. */
function refuse(body: IncomingMessage, reply: FastifyReply, problem: HttpProblem): void {
  if (body.listenerCount('error') === 0) {
    body.destroy()
    return
  }
  reply.header('connection', 'close')
  body.emit('error', problem)
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
