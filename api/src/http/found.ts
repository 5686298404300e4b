import { HttpProblem } from './http-problem.js'
import { problemTypes } from './problem-types.js'

/** The value, or the one answer for what is missing and for what is not the asker's business. */
export function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw notFound()
  return value
}

export function notFound(): HttpProblem {
  return new HttpProblem('NOT_FOUND', problemTypes.NOT_FOUND.detail)
}
