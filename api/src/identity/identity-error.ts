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
  /** Its longest life is over. */
  | 'SESSION_EXPIRED'
  /** Nothing was asked in it for too long. */
  | 'SESSION_IDLE'
  /** More sessions are open than this node keeps. */
  | 'TOO_MANY_SESSIONS'
  /** More logins are under way than this node keeps. */
  | 'TOO_MANY_LOGINS'
  | OidcErrorCode
  | LogoutErrorCode
  | ClientErrorCode
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

/** What may be wrong when an issuer has identified somebody, or should have. */
export type OidcErrorCode =
  | 'OIDC_ISSUER_UNKNOWN'
  /** It cannot be reached, takes too long, or its metadata are not as they have to be. */
  | 'OIDC_ISSUER_UNAVAILABLE'
  /** No login of this browser: never begun, over, or longer ago than it may be. */
  | 'OIDC_LOGIN_UNKNOWN'
  | 'OIDC_ANSWER_MALFORMED'
  | 'OIDC_STATE_MISMATCH'
  /** The issuer says that it identified nobody. */
  | 'OIDC_REFUSED'
  /** The issuer gives no token: the code was used, is too old, or of another login. */
  | 'OIDC_CODE_REFUSED'
  | 'OIDC_ISSUER_MISMATCH'
  | 'OIDC_AUDIENCE_MISMATCH'
  | 'OIDC_NONCE_MISMATCH'
  | 'OIDC_SIGNATURE_INVALID'
  | 'OIDC_TOKEN_EXPIRED'
  | 'OIDC_TOKEN_MALFORMED'
  | 'OIDC_ASSURANCE_INSUFFICIENT'
  | 'OIDC_SUBJECT_MISSING'
  /** Identified, but nobody here. */
  | 'SUBJECT_UNBOUND'

/** What may be wrong with a JWT besides what it says of the request. */
export type JwtFlaw = 'EXPIRED' | 'FORGED' | 'FOR_ANOTHER' | 'FROM_ANOTHER' | 'MALFORMED'

/** What an issuer says of sessions it ended. */
export type LogoutErrorCode =
  /** Why it is not heard. */
  | `LOGOUT_TOKEN_${JwtFlaw}`
  | 'LOGOUT_TOKEN_REPLAYED'
  /** It is: the session is over here too. */
  | 'OIDC_LOGGED_OUT'

/** Why a request of another platform is not heard. */
export type ClientErrorCode =
  /** Its access token. */
  | `CLIENT_TOKEN_${JwtFlaw}`
  | 'CLIENT_UNKNOWN'
  /** The token is bound to a certificate that this connection does not show, or ought to be bound to one. */
  | 'CLIENT_CERTIFICATE_MISMATCH'
  | 'CLIENT_SCOPE_INSUFFICIENT'
  | 'ASSERTION_MISSING'
  /** What it says about the person for whom it asks. */
  | `ASSERTION_${JwtFlaw}`
  /** The assertion is about another request than this one. */
  | 'ASSERTION_OF_ANOTHER_REQUEST'
  /** Something was read by it before. */
  | 'ASSERTION_REPLAYED'

export class IdentityError extends LedgerError<IdentityErrorCode> {}
