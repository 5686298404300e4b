import type { Problem } from './types.ts'

/** An answer that is no success, or none at all: `status` 0 and code `UNREACHABLE`. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly problem: Problem | undefined

  constructor(status: number, code: string, problem?: Problem, cause?: unknown) {
    super(problem?.title ?? code, { cause })
    this.status = status
    this.code = code
    this.problem = problem
  }
}

/** The problem of a failed answer; `body` is untrusted. */
export function toApiProblem(status: number, body: unknown): ApiProblem {
  if (isProblem(body)) return new ApiProblem(status, body.code, body)
  return new ApiProblem(status, status >= 500 ? 'SERVER_ERROR' : 'UNEXPECTED_ANSWER')
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'title' in body
  )
}
