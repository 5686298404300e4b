import { HttpProblem } from './http-problem.js'

/** The value, or the one answer for what is missing and for what is not the asker's business. */
export function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw notFound()
  return value
}

export function notFound(): HttpProblem {
  return new HttpProblem('NOT_FOUND', 'nothing here, or not for you')
}
