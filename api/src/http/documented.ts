import { applyDecorators } from '@nestjs/common'
import { ApiCookieAuth, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger'
import type { z } from 'zod'
import { EVERYTHING, Needs, type Need } from './needs.js'
import { Problem } from './schemas/problem.js'

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

/** A route: what it needs, and its entry in the OpenAPI document: answer and problems it can meet. */
export function Documented(route: {
  readonly operationId: string
  readonly summary: string
  readonly status?: number
  readonly answer?: z.ZodType
  /** Statuses of problems besides 400, 429, 500 and those of what the route needs. */
  readonly problems?: readonly number[]
  readonly open?: boolean
  readonly needs?: Need
}): MethodDecorator {
  const needs = route.needs ?? EVERYTHING
  return applyDecorators(
    Needs(needs),
    ApiOperation({ operationId: route.operationId, summary: route.summary }),
    ...(route.open ? [] : [ApiCookieAuth('session')]),
    ...(route.answer === undefined
      ? []
      : [
          ApiResponse({
            status: route.status ?? 200,
            description: route.summary,
            standardSchema: route.answer,
          }),
        ]),
    ...[...problemsOf(route, needs)].map((status) => problemResponse(status)),
  )
}

/** A write: its key is required, waiting for the time-stamp is optional. */
export function DocumentedWrite(route: Parameters<typeof Documented>[0]): MethodDecorator {
  return applyDecorators(
    Documented({
      status: 201,
      ...route,
      problems: [409, 413, 422, 503, ...(route.problems ?? [])],
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description:
        'Chosen by the client, 8 to 128 visible ASCII characters; the same key and body are recorded once',
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`wait=N` (RFC 7240): wait up to N seconds for the time-stamp',
    }),
  )
}

/** A body that is not JSON. */
export function DocumentedBytes(mediaType: string, description: string): MethodDecorator {
  return ApiResponse({
    status: 200,
    description,
    content: { [mediaType]: { schema: { type: 'string', format: 'binary' } } },
  })
}

function problemsOf(route: Parameters<typeof Documented>[0], needs: Need): ReadonlySet<number> {
  const ofSession = [401, ...(needs === 'session' ? [] : [403])]
  const ofRoute = route.problems ?? []
  return new Set([400, ...(route.open ? [] : ofSession), ...ofRoute, 429, 500])
}

function problemResponse(status: number): MethodDecorator {
  return ApiResponse({ status, description: 'Problem (RFC 9457)', standardSchema: Problem })
}
