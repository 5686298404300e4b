import { LedgerError } from '@contremarque/ledger'

export type IdentityErrorCode =
  /** Nobody can be identified here: a production ledger without certificates or OIDC. */
  | 'IDENTIFICATION_UNAVAILABLE'
  | 'PERSONA_UNKNOWN'
  | 'PERSONA_CERTIFICATE_INVALID'
  /** More sessions are open than this node keeps. */
  | 'TOO_MANY_SESSIONS'

export class IdentityError extends LedgerError<IdentityErrorCode> {}
