/** Pourquoi une identification déléguée n’a ouvert aucune session, par code. */
export const logins = {
  title: 'Aucune session n’a été ouverte',
  OIDC_ANSWER_MALFORMED: 'Le fournisseur d’identité a renvoyé une réponse illisible.',
  OIDC_ASSURANCE_INSUFFICIENT:
    'Cette identification est moins forte que celle qui est exigée ici. Recommencez avec un moyen d’identification plus fort.',
  OIDC_AUDIENCE_MISMATCH: 'Cette identification a été faite pour un autre service.',
  OIDC_CODE_REFUSED:
    'Le fournisseur d’identité ne confirme pas cette réponse : elle a déjà servi, ou n’est plus valable.',
  OIDC_ISSUER_MISMATCH: 'La réponse vient d’un autre fournisseur d’identité.',
  OIDC_ISSUER_UNAVAILABLE:
    'Le fournisseur d’identité ne répond pas comme il le devrait. Réessayez plus tard.',
  OIDC_ISSUER_UNKNOWN: 'Ce fournisseur d’identité n’est pas connu ici.',
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
  SUBJECT_UNBOUND:
    'Vous avez été identifié, mais ce compte n’est rattaché à personne sur cette plateforme, ou ne l’est plus.',
  TOO_MANY_LOGINS: 'Trop d’identifications sont en cours. Réessayez dans quelques minutes.',
  TOO_MANY_SESSIONS: 'Trop de sessions sont ouvertes. Réessayez plus tard.',
  other: 'Le serveur a répondu par une erreur.',
}
