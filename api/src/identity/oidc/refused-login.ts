import { IdentityError } from '../identity-error.js'
import type { Proof } from '../refused-identifications.js'

/** A login that opens no session. */
export class RefusedLogin extends IdentityError {
  constructor(
    cause: IdentityError,
    /** Page of the console from which it began. */
    readonly returnTo: string,
    /** Whose it was, once the issuer's signature proved it. */
    readonly proof?: Proof,
  ) {
    super(cause.code, cause.message, { cause })
  }
}

/** What went wrong with a login, as its refusal; what is nobody's fault stays what it is. */
export function refusedLogin(error: unknown, returnTo: string, proof?: Proof): unknown {
  return error instanceof IdentityError ? new RefusedLogin(error, returnTo, proof) : error
}
