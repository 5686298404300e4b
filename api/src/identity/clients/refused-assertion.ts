import { IdentityError } from '../identity-error.js'
import type { Proof } from '../refused-identifications.js'

/** A request of a platform for somebody that is not heard. */
export class RefusedAssertion extends IdentityError {
  constructor(
    cause: IdentityError,
    /** For whom it was, once the platform's signature proved it. */
    readonly proof: Proof | undefined,
  ) {
    super(cause.code, cause.message, { cause })
  }
}

/** As it is thrown on: a refusal with whose it was, any other error as it is. */
export function refusedAssertion(error: unknown, proof: Proof | undefined): unknown {
  return error instanceof IdentityError ? new RefusedAssertion(error, proof) : error
}
