import { LedgerError } from '@contremarque/ledger'
import { HttpException } from '@nestjs/common'
import { ActionRefused } from '../actions/action-refused.js'
import { isRefusalCode, refusals } from '../actions/refusals.js'
import { IdentityError } from '../identity/identity-error.js'
import { HttpProblem } from './http-problem.js'
import { namingNone } from './named-streams.js'
import { problemTypes } from './problem-types.js'
import type { Problem } from './schemas/problem.js'

const TYPE_BASE = 'https://contremarque.invalid/errors#'

/** What the edge answers to an error: RFC 9457, nothing of the inside, nothing personal. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ActionRefused) return refusedProblem(error)
  if (error instanceof HttpProblem && error.errors !== undefined) {
    return { ...problem(error.code, error.message), errors: [...error.errors] }
  }
  const code = codeOf(error)
  const isOurs = error instanceof LedgerError && code !== 'INTERNAL'
  const told = problem(code, isOurs ? namingNone((error as LedgerError).message) : undefined)
  return error instanceof IdentityError ? { ...told, ...reasonOf(code) } : told
}

/** In the languages of the console, where there are words for it. */
function reasonOf(code: string): Pick<Problem, 'reason'> {
  if (!isRefusalCode(code)) return {}
  const { fr, en } = refusals[code]
  return { reason: { fr, en } }
}

/** To whom the case is none of his business it does not exist: the same answer, byte for byte. */
function refusedProblem(error: ActionRefused): Problem {
  if (error.byStranger) return problem('NOT_FOUND', problemTypes.NOT_FOUND.detail)
  const { fr, en } = error.reason
  return {
    ...problem(error.code, en),
    title: 'Action refused',
    status: statusOf(error.code),
    ...(error.rule !== null && { rule: error.rule }),
    reason: { fr, en },
  }
}

function problem(code: string, detail: string | undefined): Problem {
  const known = Object.hasOwn(problemTypes, code)
    ? problemTypes[code as keyof typeof problemTypes]
    : REFUSED
  return {
    type: `${TYPE_BASE}${code}`,
    title: known.title,
    status: known.status,
    code,
    ...(detail !== undefined && { detail }),
  }
}

/** Refusals for who asks, not for how things stand. */
const NOT_ALLOWED = /^(?:ROLE_NOT_(?:ALLOWED|REGISTERED)|NOT_THE_|TERMS_NOT_)/

/** Refusals of what was left out. */
const INCOMPLETE = /^PURPOSE_EMPTY$/

function statusOf(code: string): number {
  if (INCOMPLETE.test(code)) return 422
  return NOT_ALLOWED.test(code) ? 403 : 409
}

const REFUSED = { status: 409, title: 'Action refused' }

function codeOf(error: unknown): string {
  if (error instanceof LedgerError) {
    const { code } = error as LedgerError<string>
    return Object.hasOwn(problemTypes, code) ? code : 'INTERNAL'
  }
  const status = error instanceof HttpException ? error.getStatus() : fastifyStatus(error)
  return BY_STATUS.get(status) ?? (status >= 400 && status < 500 ? 'REQUEST_MALFORMED' : 'INTERNAL')
}

const BY_STATUS = new Map([
  [401, 'SESSION_REQUIRED'],
  [403, 'FORBIDDEN'],
  [404, 'NOT_FOUND'],
  [413, 'BODY_TOO_LARGE'],
  [415, 'MEDIA_TYPE_UNSUPPORTED'],
  [429, 'RATE_LIMITED'],
])

/** Fastify and its plugins put a status on what they throw. */
function fastifyStatus(error: unknown): number {
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  return typeof status === 'number' ? status : 500
}
