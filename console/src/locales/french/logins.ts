/** Pourquoi une identification n’a ouvert aucune session, et que faire, par code. */
export const logins = {
  title: 'Aucune session n’a été ouverte',
  code: 'Code :',
  other: 'Le serveur a répondu par une erreur.',
  reasons: {
    OIDC_ANSWER_MALFORMED: 'Le fournisseur d’identité a renvoyé une réponse illisible.',
    OIDC_AUDIENCE_MISMATCH: 'Cette identification a été faite pour un autre service.',
    OIDC_CODE_REFUSED:
      'Le fournisseur d’identité ne confirme pas cette réponse : elle a déjà servi, ou n’est plus valable.',
    OIDC_ISSUER_MISMATCH: 'La réponse vient d’un autre fournisseur d’identité.',
    OIDC_ISSUER_UNAVAILABLE:
      'Le fournisseur d’identité ne répond pas comme il le devrait. Réessayez plus tard.',
    OIDC_ISSUER_UNKNOWN: 'Ce fournisseur d’identité n’est pas connu ici.',
    OIDC_LOGGED_OUT:
      'Le fournisseur d’identité a mis fin à la session chez lui pendant que vous vous identifiiez. Recommencez.',
    OIDC_LOGIN_UNKNOWN:
      'Aucune identification n’est en cours dans ce navigateur, ou elle a duré plus de dix minutes. Recommencez.',
    OIDC_NONCE_MISMATCH: 'Cette identification répond à une autre demande que la vôtre.',
    OIDC_REFUSED: 'Le fournisseur d’identité n’a identifié personne : la demande a été abandonnée.',
    OIDC_SIGNATURE_INVALID: 'Cette identification n’est pas signée par le fournisseur d’identité.',
    OIDC_STATE_MISMATCH: 'La réponse est celle d’une autre demande. Recommencez.',
    OIDC_SUBJECT_MISSING: 'Le fournisseur d’identité ne dit pas qui il a identifié.',
    OIDC_TOKEN_EXPIRED: 'Cette identification n’est plus valable, ou ne l’est pas encore.',
    OIDC_TOKEN_MALFORMED: 'L’identification reçue est illisible.',
    RATE_LIMITED: 'Trop de demandes en une minute. Attendez un peu.',
    ROLE_NOT_HELD: 'Vous n’avez plus aucune qualité sur cette plateforme.',
    TOO_MANY_LOGINS: 'Trop d’identifications sont en cours. Réessayez dans quelques minutes.',
    TOO_MANY_SESSIONS: 'Trop de sessions sont ouvertes. Réessayez plus tard.',
  },
  /** Que faire, là où la raison ne le dit pas. */
  advice: {
    CERTIFICATE_AUTHORITY_UNKNOWN:
      'Un navigateur garde le choix déjà fait : fermez‑le entièrement, rouvrez‑le, et choisissez le certificat de votre carte professionnelle.',
    CERTIFICATE_CHAIN_BROKEN:
      'Si c’est bien celui de votre carte, signalez-le à l’administrateur des comptes : un certificat intermédiaire de l’autorité peut être à renouveler.',
    CERTIFICATE_EXPIRED:
      'Faites-le renouveler par l’autorité qui l’a délivré, puis faites rattacher le nouveau à votre nom par l’administrateur des comptes.',
    CERTIFICATE_NAME_WRONG:
      'Un navigateur garde le choix déjà fait : fermez‑le entièrement, rouvrez‑le, et choisissez le certificat de votre carte professionnelle.',
    CERTIFICATE_NOT_YET_VALID:
      'Attendez la date à laquelle il prend effet, ou présentez-en un autre.',
    CERTIFICATE_REVOKED:
      'Il ne servira plus : faites-en délivrer un autre, et rattacher ce nouveau certificat à votre nom. Si vous ignorez pourquoi il a été révoqué, prévenez sans délai l’autorité qui l’a délivré.',
    CERTIFICATE_UNBOUND: 'Demandez à l’administrateur des comptes de le rattacher à votre nom.',
    CERTIFICATE_UNREADABLE: 'Présentez-en un autre.',
    CERTIFICATE_USAGE_WRONG:
      'Une carte porte souvent plusieurs certificats. Fermez entièrement le navigateur, rouvrez‑le, et choisissez celui d’authentification, non celui de signature.',
    OCSP_ANSWER_FOREIGN:
      'Réessayez dans quelques minutes. Si le refus demeure, signalez-le à l’autorité qui a délivré le certificat.',
    OCSP_ANSWER_OLD:
      'Réessayez dans quelques minutes. Si le refus demeure, signalez-le à l’autorité qui a délivré le certificat.',
    OCSP_ANSWER_UNSIGNED:
      'Réessayez dans quelques minutes. Si le refus demeure, signalez-le à l’autorité qui a délivré le certificat.',
    OIDC_ASSURANCE_INSUFFICIENT: 'Recommencez avec un moyen d’identification plus fort.',
    SUBJECT_UNBOUND: 'Demandez à l’administrateur des comptes de le rattacher à votre nom.',
  },
}
