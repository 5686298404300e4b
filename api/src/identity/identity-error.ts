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
  | CertificateErrorCode

/** Why a certificate does not identify its holder. */
export type CertificateErrorCode =
  /** The connection, or the proxy in front, shows none. */
  | 'CERTIFICATE_MISSING'
  | 'CERTIFICATE_UNREADABLE'
  | 'CERTIFICATE_NOT_YET_VALID'
  | 'CERTIFICATE_EXPIRED'
  /** A CA's, or a key that is not for signatures or not for the authentication of clients. */
  | 'CERTIFICATE_USAGE_WRONG'
  | 'CERTIFICATE_AUTHORITY_UNKNOWN'
  /** A path was found, and a link of it does not hold. */
  | 'CERTIFICATE_CHAIN_BROKEN'
  | 'CERTIFICATE_NAME_WRONG'
  | 'CERTIFICATE_REVOKED'
  /** Nothing usable says whether it was revoked, and the authority's policy wants to know. */
  | 'REVOCATION_UNKNOWN'
  /** Not of now: its next update is over, or it is dated in the future. */
  | 'OCSP_ANSWER_OLD'
  | 'OCSP_ANSWER_FOREIGN'
  /** Not signed by the authority or by one it told to answer. */
  | 'OCSP_ANSWER_UNSIGNED'
  /** Valid, but nobody's here, or nobody's any more. */
  | 'CERTIFICATE_UNBOUND'

export class IdentityError extends LedgerError<IdentityErrorCode> {}
