import { IdentityError } from './identity-error.js'
import type { Proof } from './refused-identifications.js'

/** What a platform or an issuer signed about somebody, and is not heard. */
export class RefusedToken extends IdentityError {
  constructor(
    cause: IdentityError,
    /** About whom it is, once the signature proved it. */
    readonly proof: Proof | undefined,
  ) {
    super(cause.code, cause.message, { cause })
  }
}

/** As it is thrown on: a refusal with whose it was, any other error as it is. */
export function refusedToken(error: unknown, proof: Proof | undefined): unknown {
  return error instanceof IdentityError ? new RefusedToken(error, proof) : error
}

/** Of a refusal, about whom the token was, where that is proven. */
export function provenBy(error: IdentityError): Proof | undefined {
  return error instanceof RefusedToken ? error.proof : undefined
}
