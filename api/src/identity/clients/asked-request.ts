import type { JWTPayload } from 'jose'
import { IdentityError } from '../identity-error.js'

/** What an assertion says of the request it was made for. */
export interface AskedRequest {
  readonly method: string
  /** Absolute, without its query. */
  readonly url: string
  /** Its Idempotency-Key: what is recorded once under it cannot be recorded again. */
  readonly key: string | undefined
}

/**
 * An assertion is good for one request: its method, address, key and, by the digest returned, body.
 * Repeating that request records nothing, so that nobody has to remember assertions.
 * @throws IdentityError ASSERTION_OF_ANOTHER_REQUEST, ASSERTION_MALFORMED
 */
export function assertOfRequest(
  { htm, htu, jti, digest }: JWTPayload,
  { method, url, key }: AskedRequest,
): string | undefined {
  if (digest !== undefined && typeof digest !== 'string') {
    throw new IdentityError('ASSERTION_MALFORMED', 'claim digest: expected base64url')
  }
  const isOfRequest = htm === method && htu === url && (key === undefined || jti === key)
  if (isOfRequest) return digest
  throw new IdentityError('ASSERTION_OF_ANOTHER_REQUEST', 'it was made for another request')
}
