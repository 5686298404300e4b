import createClient from 'openapi-fetch'
import { ApiProblem, toApiProblem } from './api-problem.ts'
import { position } from './position.ts'
import type { paths } from './schema.d.ts'

export const client = createClient<paths>({
  baseUrl: globalThis.location.origin,
  credentials: 'same-origin',
  fetch: (request) => globalThis.fetch(request),
})
client.use(position)

let sessionLost = () => {}

/** Whom to tell that the server knows no session any more. */
export function onSessionLost(tell: () => void): void {
  sessionLost = tell
}

interface Answer<Data> {
  readonly data?: Data
  readonly error?: unknown
  readonly response: Response
}

/**
 * The data of an answer.
 *
 * @throws ApiProblem what the server refused, or `UNREACHABLE` when it did not answer
 */
export async function answered<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>
  try {
    answer = await request
  } catch (cause) {
    throw new ApiProblem(0, 'UNREACHABLE', undefined, cause)
  }
  if (answer.response.status === 401) sessionLost()
  if (!answer.response.ok) throw toApiProblem(answer.response.status, answer.error)
  return answer.data as Data
}

/** A key that makes one write exactly one, however often it is sent. */
export function idempotencyKey(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() }
}
