import { applyDecorators, SetMetadata, type ExecutionContext } from '@nestjs/common'
import { ApiBearerAuth, ApiHeader, ApiResponse } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { Scope } from '../identity/clients/client-settings.js'
import { Problem } from './schemas/problem.js'

const SCOPE = 'contremarque:scope'
export const ON_BEHALF_OF = 'on-behalf-of'
const READING_PURPOSE = 'reading-purpose'

/** A route that other platforms may ask, with this scope and for a person; no other route is theirs. */
export function ForPlatforms(scope: Scope): MethodDecorator {
  return applyDecorators(
    SetMetadata(SCOPE, scope),
    ApiBearerAuth('platform'),
    ApiHeader({
      name: 'On-Behalf-Of',
      required: false,
      description: 'With a bearer token: the platform’s signed assertion of the person it asks for',
    }),
    ...(scope === 'read' ? [PURPOSE_HEADER, PURPOSE_EMPTY] : []),
  )
}

const PURPOSE_HEADER = ApiHeader({
  name: 'Reading-Purpose',
  required: false,
  description: 'With a bearer token: what is read for, a code of PurposeCode other than `other`',
})

const PURPOSE_EMPTY = ApiResponse({
  status: 422,
  description: 'Problem (RFC 9457)',
  standardSchema: Problem,
})

/** What a route takes of platforms, if it is theirs. */
export function scopeOf(handler: ReturnType<ExecutionContext['getHandler']>): Scope | undefined {
  return Reflect.getMetadata(SCOPE, handler) as Scope | undefined
}

/** The untrusted access token of a request, if it carries one. */
export function bearerToken({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** Whether a request is a platform's: it carries an access token, or says for whom it asks. */
export function isOfPlatform(request: Pick<FastifyRequest, 'headers'>): boolean {
  return bearerToken(request) !== undefined || request.headers[ON_BEHALF_OF] !== undefined
}

/** What a platform says that it reads for; undefined when it says nothing, empty when it left it empty. */
export function readingPurpose({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const stated = headers[READING_PURPOSE]
  return typeof stated === 'string' ? stated.trim() : undefined
}

/** RFC 6750 §3: what is wrong with an access token, for the library of a platform. */
export function challengeOf(code: string): string | undefined {
  if (code.startsWith('CLIENT_TOKEN_')) return 'Bearer error="invalid_token"'
  return code === 'CLIENT_SCOPE_INSUFFICIENT' ? 'Bearer error="insufficient_scope"' : undefined
}
