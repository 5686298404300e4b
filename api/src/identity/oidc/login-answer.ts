import { z } from 'zod'
import { IdentityError } from '../identity-error.js'

const Value = z.string().min(1).max(4_096)

/** What an issuer may send with the browser: a code or an error. Its own members are not read. */
const Answer = z
  .object({
    state: Value,
    iss: Value.optional(),
    code: Value.optional(),
    error: Value.optional(),
  })
  .refine(({ code, error }) => (code === undefined) !== (error === undefined))

/**
 * The answer in an untrusted query, each member once.
 * @throws IdentityError OIDC_ANSWER_MALFORMED
 */
export function readAnswer(query: unknown): URLSearchParams {
  const { success, data } = Answer.safeParse(query)
  if (!success) throw new IdentityError('OIDC_ANSWER_MALFORMED', 'not an answer of an issuer')
  const answer = new URLSearchParams()
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined) answer.set(name, value)
  }
  return answer
}
