/** Why a delegated identification opened no session, by code. */
export const logins = {
  title: 'No session was opened',
  OIDC_ANSWER_MALFORMED: 'The identity provider sent back an answer that cannot be read.',
  OIDC_ASSURANCE_INSUFFICIENT:
    'You were identified less strongly than required here. Begin again with a stronger means of identification.',
  OIDC_AUDIENCE_MISMATCH: 'This identification was made for another service.',
  OIDC_CODE_REFUSED:
    'The identity provider does not confirm this answer: it was used, or is no longer valid.',
  OIDC_ISSUER_MISMATCH: 'The answer is of another identity provider.',
  OIDC_ISSUER_UNAVAILABLE: 'The identity provider does not answer as it should. Try again later.',
  OIDC_ISSUER_UNKNOWN: 'This identity provider is not known here.',
  OIDC_LOGIN_UNKNOWN:
    'No identification is under way in this browser, or it took more than ten minutes. Begin again.',
  OIDC_NONCE_MISMATCH: 'This identification answers another request than yours.',
  OIDC_REFUSED: 'The identity provider identified nobody: the request was abandoned.',
  OIDC_SIGNATURE_INVALID: 'This identification is not signed by the identity provider.',
  OIDC_STATE_MISMATCH: 'The answer belongs to another request. Begin again.',
  OIDC_SUBJECT_MISSING: 'The identity provider does not say whom it identified.',
  OIDC_TOKEN_EXPIRED: 'This identification is no longer valid, or not yet.',
  OIDC_TOKEN_MALFORMED: 'The identification received cannot be read.',
  RATE_LIMITED: 'Too many requests in a minute. Wait a little.',
  ROLE_NOT_HELD: 'You have no role on this platform any more.',
  SUBJECT_UNBOUND:
    'You were identified, but this account is bound to nobody on this platform, or no longer is.',
  TOO_MANY_LOGINS: 'Too many identifications are under way. Try again in a few minutes.',
  TOO_MANY_SESSIONS: 'Too many sessions are open. Try again later.',
  other: 'The server answered with an error.',
}
