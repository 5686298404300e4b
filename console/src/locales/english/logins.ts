/** Why an identification opened no session, and what to do, by code. */
export const logins = {
  title: 'No session was opened',
  code: 'Code:',
  other: 'The server answered with an error.',
  reasons: {
    OIDC_ANSWER_MALFORMED: 'The identity provider sent back an answer that cannot be read.',
    OIDC_AUDIENCE_MISMATCH: 'This identification was made for another service.',
    OIDC_CODE_REFUSED:
      'The identity provider does not confirm this answer: it was used, or is no longer valid.',
    OIDC_ISSUER_MISMATCH: 'The answer is of another identity provider.',
    OIDC_ISSUER_UNAVAILABLE: 'The identity provider does not answer as it should. Try again later.',
    OIDC_ISSUER_UNKNOWN: 'This identity provider is not known here.',
    OIDC_LOGGED_OUT:
      'The identity provider ended the session there while you were being identified. Begin again.',
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
    TOO_MANY_LOGINS: 'Too many identifications are under way. Try again in a few minutes.',
    TOO_MANY_SESSIONS: 'Too many sessions are open. Try again later.',
  },
  /** What to do, where the reason does not say so. */
  advice: {
    CERTIFICATE_AUTHORITY_UNKNOWN:
      'A browser keeps the choice made once: close it entirely, open it again and choose the certificate of your professional card.',
    CERTIFICATE_CHAIN_BROKEN:
      'If it is the one of your card, tell the administrator of accounts: an intermediate certificate of the authority may have to be renewed.',
    CERTIFICATE_EXPIRED:
      'Have it renewed by the authority that issued it, then have the new one bound to your name by the administrator of accounts.',
    CERTIFICATE_NAME_WRONG:
      'A browser keeps the choice made once: close it entirely, open it again and choose the certificate of your professional card.',
    CERTIFICATE_NOT_YET_VALID: 'Wait for the date from which it is valid, or present another one.',
    CERTIFICATE_REVOKED:
      'It will not serve again: have another one issued and bound to your name. If you do not know why it was revoked, tell the authority that issued it at once.',
    CERTIFICATE_UNBOUND: 'Ask the administrator of accounts to bind it to your name.',
    CERTIFICATE_UNREADABLE: 'Present another one.',
    CERTIFICATE_USAGE_WRONG:
      'A card often holds several certificates. Close the browser entirely, open it again and choose the one for authentication, not the one for signatures.',
    OCSP_ANSWER_FOREIGN:
      'Try again in a few minutes. If it is still refused, tell the authority that issued the certificate.',
    OCSP_ANSWER_OLD:
      'Try again in a few minutes. If it is still refused, tell the authority that issued the certificate.',
    OCSP_ANSWER_UNSIGNED:
      'Try again in a few minutes. If it is still refused, tell the authority that issued the certificate.',
    OIDC_ASSURANCE_INSUFFICIENT: 'Begin again with a stronger means of identification.',
    SUBJECT_UNBOUND: 'Ask the administrator of accounts to bind it to your name.',
  },
}
