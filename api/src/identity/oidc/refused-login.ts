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
