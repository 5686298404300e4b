import { createHash, hash } from 'node:crypto'
import { pipeline, Transform } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { IdentityError } from '../identity/identity-error.js'
import { isOfPlatform } from './asked-by-platform.js'
import { isForm } from './body-kind.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of a platform's body as it came in, base64url; absent without one, and for a form. */
    bodyDigest?: string
    /** What its assertion says of the body; null: that there is none. Absent when no platform asks. */
    assertedDigest?: string | null
  }
}

/** Digests the bodies of platforms while they come in. */
export function digestBodies(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    if (!isOfPlatform(request) || isForm(request)) {
      done(null, payload)
      return
    }
    const digest = createHash('sha256')
    let isEmpty = true
    const digesting = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        isEmpty = false
        digest.update(chunk)
        next(null, chunk)
      },
      flush(next) {
        if (!isEmpty) request.bodyDigest = digest.digest('base64url')
        next()
      },
    })
    // A body that breaks off ends the request by itself.
    pipeline(payload, digesting, () => {})
    done(null, digesting)
  })
}

/**
 * Compares the body with what the assertion says of it. Of a form, that is its part `document`, which
 * holds the digest of the file: it is compared when it is read.
 * @throws IdentityError ASSERTION_OF_ANOTHER_REQUEST
 */
export function assertBody(request: FastifyRequest, asserted: string | undefined): void {
  if (isForm(request)) request.assertedDigest = asserted ?? null
  else if (request.bodyDigest !== asserted) throw ofAnother()
}

/** @throws IdentityError ASSERTION_OF_ANOTHER_REQUEST */
export function assertPart({ assertedDigest }: FastifyRequest, part: unknown): void {
  if (assertedDigest === undefined) return
  if (typeof part !== 'string' || hash('sha256', part, 'base64url') !== assertedDigest) {
    throw ofAnother()
  }
}

function ofAnother(): IdentityError {
  return new IdentityError('ASSERTION_OF_ANOTHER_REQUEST', 'it was made for another body')
}
