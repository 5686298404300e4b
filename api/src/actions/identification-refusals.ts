/**
 * Why somebody known is given no session, one of his is ended, or a platform is not heard for him; codes of
 * `IdentityError`.
 */
export const identificationRefusals = {
  ASSERTION_EXPIRED: {
    rule: null,
    fr: 'L’attestation de la plateforme n’est plus, ou pas encore, valable.',
    en: 'The platform’s assertion is out of date, or not valid yet.',
  },
  ASSERTION_FOR_ANOTHER: {
    rule: null,
    fr: 'L’attestation de la plateforme est destinée à un autre service.',
    en: 'The platform’s assertion is meant for another service.',
  },
  ASSERTION_MALFORMED: {
    rule: null,
    fr: 'L’attestation de la plateforme est illisible ou incomplète.',
    en: 'The platform’s assertion cannot be read, or is incomplete.',
  },
  ASSERTION_OF_ANOTHER_REQUEST: {
    rule: null,
    fr: 'L’attestation de la plateforme a été signée pour une autre demande.',
    en: 'The platform’s assertion was signed for another request.',
  },
  ASSERTION_REPLAYED: {
    rule: null,
    fr: 'L’attestation de la plateforme a déjà servi à une lecture.',
    en: 'The platform’s assertion has served for a read already.',
  },
  CERTIFICATE_AUTHORITY_UNKNOWN: {
    rule: null,
    fr: 'Ce certificat n’a pas été délivré par une autorité reconnue ici, ou sa chaîne est incomplète.',
    en: 'This certificate was not issued by an authority trusted here, or its chain is incomplete.',
  },
  CERTIFICATE_CHAIN_BROKEN: {
    rule: null,
    fr: 'La chaîne de ce certificat n’est pas valable.',
    en: 'The chain of this certificate does not hold.',
  },
  CERTIFICATE_EXPIRED: {
    rule: null,
    fr: 'Ce certificat a expiré.',
    en: 'This certificate has expired.',
  },
  CERTIFICATE_MISSING: {
    rule: null,
    fr: 'Le navigateur n’a présenté aucun certificat. Insérez la carte ou importez le certificat, puis fermez et rouvrez le navigateur.',
    en: 'The browser presented no certificate. Insert the card or import the certificate, then close and reopen the browser.',
  },
  CERTIFICATE_NAME_WRONG: {
    rule: null,
    fr: 'Le nom porté par ce certificat n’est pas de ceux que son autorité garantit ici.',
    en: 'The name in this certificate is none that its authority vouches for here.',
  },
  CERTIFICATE_NOT_YET_VALID: {
    rule: null,
    fr: 'Ce certificat n’est pas encore valable.',
    en: 'This certificate is not valid yet.',
  },
  CERTIFICATE_REVOKED: {
    rule: null,
    fr: 'Ce certificat a été révoqué.',
    en: 'This certificate was revoked.',
  },
  CERTIFICATE_UNBOUND: {
    rule: null,
    fr: 'Ce certificat n’est rattaché à personne sur cette plateforme, ou ne l’est plus.',
    en: 'This certificate is bound to nobody on this platform, or no longer is.',
  },
  CERTIFICATE_UNREADABLE: {
    rule: null,
    fr: 'Ce certificat est illisible.',
    en: 'This certificate cannot be read.',
  },
  CERTIFICATE_USAGE_WRONG: {
    rule: null,
    fr: 'Ce certificat n’est pas destiné à l’authentification d’une personne.',
    en: 'This certificate is not meant for the authentication of a person.',
  },
  LOGOUT_TOKEN_EXPIRED: {
    rule: null,
    fr: 'L’annonce de fin de session du fournisseur d’identité n’est plus, ou pas encore, valable.',
    en: 'What the issuer says of an ended session is out of date, or not valid yet.',
  },
  LOGOUT_TOKEN_FOR_ANOTHER: {
    rule: null,
    fr: 'L’annonce de fin de session du fournisseur d’identité est destinée à un autre service.',
    en: 'What the issuer says of an ended session is meant for another service.',
  },
  LOGOUT_TOKEN_MALFORMED: {
    rule: null,
    fr: 'L’annonce de fin de session du fournisseur d’identité est illisible ou incomplète.',
    en: 'What the issuer says of an ended session cannot be read, or is incomplete.',
  },
  LOGOUT_TOKEN_REPLAYED: {
    rule: null,
    fr: 'L’annonce de fin de session du fournisseur d’identité a déjà été reçue.',
    en: 'What the issuer says of an ended session was heard before.',
  },
  OCSP_ANSWER_FOREIGN: {
    rule: null,
    fr: 'L’autorité interrogée a répondu pour un autre certificat.',
    en: 'The authority that was asked answered about another certificate.',
  },
  OCSP_ANSWER_OLD: {
    rule: null,
    fr: 'La réponse de l’autorité sur la révocation n’est pas actuelle.',
    en: 'The authority’s answer about revocation is not current.',
  },
  OCSP_ANSWER_UNSIGNED: {
    rule: null,
    fr: 'La réponse sur la révocation n’est pas signée par l’autorité.',
    en: 'The answer about revocation is not signed by the authority.',
  },
  OIDC_ASSURANCE_INSUFFICIENT: {
    rule: null,
    fr: 'Cette identification est moins forte que celle qui est exigée ici.',
    en: 'This identification is weaker than the one required here.',
  },
  OIDC_LOGGED_OUT: {
    rule: null,
    fr: 'Le fournisseur d’identité a mis fin à la session sur laquelle reposait celle-ci.',
    en: 'The issuer has ended the session on which this one rested.',
  },
  REVOCATION_UNKNOWN: {
    rule: null,
    fr: 'Nul ne dit si ce certificat a été révoqué : l’autorité ne répond pas. Réessayez plus tard.',
    en: 'Nobody tells whether this certificate was revoked: the authority does not answer. Try again later.',
  },
  ROLE_NOT_HELD: {
    rule: null,
    fr: 'Cette personne n’a pas cette qualité sur cette plateforme.',
    en: 'This person does not have that role on this platform.',
  },
  SESSION_EXPIRED: {
    rule: null,
    fr: 'La session a atteint sa durée maximale, ou l’identification qui l’a ouverte la sienne.',
    en: 'The session has reached its longest life, or the identification that opened it its own.',
  },
  SESSION_IDLE: {
    rule: null,
    fr: 'La session a pris fin faute d’activité.',
    en: 'The session ended because it was not used.',
  },
  SUBJECT_UNBOUND: {
    rule: null,
    fr: 'Ce compte n’est rattaché à personne sur cette plateforme, ou ne l’est plus.',
    en: 'This account is bound to nobody on this platform, or no longer is.',
  },
} as const
