import createClient from 'openapi-fetch'
import { ApiProblem, toApiProblem } from './api-problem.ts'
import { attendance } from './attendance.ts'
import { position } from './position.ts'
import type { paths } from './schema.d.ts'

export const client = createClient<paths>({
  baseUrl: globalThis.location.origin,
  credentials: 'same-origin',
  fetch: (request) => globalThis.fetch(request),
})
client.use(position, attendance)

let sessionLost: (code: string) => void = () => {}

/** Whom to tell that the server knows no session any more, and by what code it says so. */
export function onSessionLost(tell: (code: string) => void): void {
  sessionLost = tell
}

interface Answer<Data> {
  readonly data?: Data
  readonly error?: unknown
  readonly response: Response
}

/**
 * The data of an answer within a session, which may be the one that says that it has ended.
 *
 * @throws ApiProblem as `answerOf` does
 */
export async function answered<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  try {
    return await answerOf(request)
  } catch (error) {
    if (error instanceof ApiProblem && endsSession(error)) sessionLost(error.code)
    throw error
  }
}

/** A certificate that is valid no more takes its session with it. */
function endsSession({ status, code }: ApiProblem): boolean {
  return status === 401 || (status === 403 && code.startsWith('CERTIFICATE_'))
}

/**
 * The data of an answer.
 *
 * @throws ApiProblem what the server refused, or `UNREACHABLE` when it did not answer
 */
export async function answerOf<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>
  try {
    answer = await request
  } catch (cause) {
    throw new ApiProblem(0, 'UNREACHABLE', undefined, cause)
  }
  if (!answer.response.ok) throw toApiProblem(answer.response.status, answer.error)
  return answer.data as Data
}

/** A key that makes one write exactly one, however often it is sent. */
export function idempotencyKey(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': crypto.randomUUID() }
}
