import { applyDecorators } from '@nestjs/common'
import { ApiCookieAuth, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger'
import type { z } from 'zod'
import { EVERYTHING, Needs, type Need } from './needs.js'
import { routeRights, type RouteName, type RouteRight } from '../actions/rights/route-rights.js'
import { Route } from './route-right.js'
import { Problem } from './schemas/problem.js'

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

/** A route's line in the table of rights, its answer and the problems it can meet. */
export function Documented(route: {
  readonly operationId: RouteName
  readonly summary: string
  readonly description?: string
  readonly status?: number
  readonly answer?: z.ZodType
  /** Statuses of problems besides 400, 401, 403, 429 and 500. */
  readonly problems?: readonly number[]
  readonly needs?: Need
  readonly headers?: typeof POSITION_TOLD
}): MethodDecorator {
  const right: RouteRight = routeRights[route.operationId]
  const isOpen = right.who === 'anybody'
  return applyDecorators(
    Route(route.operationId),
    Needs(route.needs ?? EVERYTHING),
    ApiOperation({
      operationId: route.operationId,
      summary: route.summary,
      ...(route.description !== undefined && { description: route.description }),
    }),
    ...(isOpen ? [] : [ApiCookieAuth('session')]),
    ...(isOpen || (route.needs ?? EVERYTHING) !== 'purpose' ? [] : [POSITION_ASKED]),
    ...(route.answer === undefined
      ? []
      : [
          ApiResponse({
            status: route.status ?? 200,
            description: route.summary,
            standardSchema: route.answer,
            ...(route.headers !== undefined && { headers: route.headers }),
          }),
        ]),
    ...[...problemsOf(route, isOpen)].map((status) => problemResponse(status)),
  )
}

/** A write, which tells itself what it is for: its key is required, waiting for the time-stamp is optional. */
export function DocumentedWrite(route: Parameters<typeof Documented>[0]): MethodDecorator {
  return applyDecorators(
    Documented({
      status: 201,
      needs: 'terms',
      headers: POSITION_TOLD,
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

const POSITION_TOLD = {
  'Contremarque-Position': {
    description: 'Where this write stands; opaque. Sent with a read, the answer has seen it',
    schema: { type: 'string' },
  },
} as const

const POSITION_ASKED = ApiHeader({
  name: 'Contremarque-Position',
  required: false,
  description:
    'As a write told it: the answer has seen that write, whichever node gives it, or is 503 POSITION_NOT_REACHED after 5 s',
})

function problemsOf(
  { needs = EVERYTHING, problems = [] }: Parameters<typeof Documented>[0],
  isOpen: boolean,
): ReadonlySet<number> {
  const ofNeeds = [401, 403, ...(needs === 'purpose' ? [428, 503] : [])]
  return new Set([400, ...(isOpen ? [] : ofNeeds), ...problems, 429, 500])
}

function problemResponse(status: number): MethodDecorator {
  return ApiResponse({ status, description: 'Problem (RFC 9457)', standardSchema: Problem })
}
