import { LedgerError } from '@contremarque/ledger'

export type IdentityErrorCode =
  /** Not a certificate in strict DER. */
  | 'CREDENTIAL_MALFORMED'
  /** The credential identifies another person. */
  | 'CREDENTIAL_TAKEN'
  /** Nobody can be identified here: a production ledger without certificates or OIDC. */
  | 'IDENTIFICATION_UNAVAILABLE'
  | 'PERSONA_UNKNOWN'
  | 'PERSONA_CERTIFICATE_INVALID'
  /** The person may not act in this role. */
  | 'ROLE_NOT_HELD'
  /** More sessions are open than this node keeps. */
  | 'TOO_MANY_SESSIONS'

export class IdentityError extends LedgerError<IdentityErrorCode> {}
