/** Why a demand was refused, by the code of `ActionRefused`: the words the server answers with. */
export const frenchRefusals: Readonly<Record<string, string>> = {
  ACTOR_ALREADY_ADDED: 'Cet intervenant est déjà inscrit au dossier en cette qualité.',
  ACTOR_ALREADY_ENROLLED: 'Cet intervenant est déjà inscrit sur la plateforme.',
  ACTOR_NOT_ENROLLED: 'Cet intervenant n’est pas inscrit sur la plateforme.',
  ACTOR_NOT_REGISTERED: 'Cet intervenant n’est pas inscrit au dossier en cette qualité.',
  ACTOR_UNKNOWN: 'Cette personne ne figure pas parmi les intervenants du dossier.',
  ASSERTION_EXPIRED: 'L’attestation de la plateforme n’est plus, ou pas encore, valable.',
  ASSERTION_FOR_ANOTHER: 'L’attestation de la plateforme est destinée à un autre service.',
  ASSERTION_MALFORMED: 'L’attestation de la plateforme est illisible ou incomplète.',
  ASSERTION_OF_ANOTHER_REQUEST:
    'L’attestation de la plateforme a été signée pour une autre demande.',
  ASSERTION_REPLAYED: 'L’attestation de la plateforme a déjà servi à une lecture.',
  CERTIFICATE_AUTHORITY_UNKNOWN:
    'Ce certificat n’a pas été délivré par une autorité reconnue ici, ou sa chaîne est incomplète.',
  CERTIFICATE_CHAIN_BROKEN: 'La chaîne de ce certificat n’est pas valable.',
  CERTIFICATE_EXPIRED: 'Ce certificat a expiré.',
  CERTIFICATE_MISSING:
    'Le navigateur n’a présenté aucun certificat. Insérez la carte ou importez le certificat, puis fermez et rouvrez le navigateur.',
  CERTIFICATE_NAME_WRONG:
    'Le nom porté par ce certificat n’est pas de ceux que son autorité garantit ici.',
  CERTIFICATE_NOT_YET_VALID: 'Ce certificat n’est pas encore valable.',
  CERTIFICATE_REVOKED: 'Ce certificat a été révoqué.',
  CERTIFICATE_UNBOUND:
    'Ce certificat n’est rattaché à personne sur cette plateforme, ou ne l’est plus.',
  CERTIFICATE_UNREADABLE: 'Ce certificat est illisible.',
  CERTIFICATE_USAGE_WRONG: 'Ce certificat n’est pas destiné à l’authentification d’une personne.',
  LOGOUT_TOKEN_EXPIRED:
    'L’annonce de fin de session du fournisseur d’identité n’est plus, ou pas encore, valable.',
  LOGOUT_TOKEN_FOR_ANOTHER:
    'L’annonce de fin de session du fournisseur d’identité est destinée à un autre service.',
  LOGOUT_TOKEN_MALFORMED:
    'L’annonce de fin de session du fournisseur d’identité est illisible ou incomplète.',
  LOGOUT_TOKEN_REPLAYED: 'L’annonce de fin de session du fournisseur d’identité a déjà été reçue.',
  OCSP_ANSWER_FOREIGN: 'L’autorité interrogée a répondu pour un autre certificat.',
  OCSP_ANSWER_OLD: 'La réponse de l’autorité sur la révocation n’est pas actuelle.',
  OCSP_ANSWER_UNSIGNED: 'La réponse sur la révocation n’est pas signée par l’autorité.',
  OIDC_ASSURANCE_INSUFFICIENT: 'Cette identification est moins forte que celle qui est exigée ici.',
  OIDC_LOGGED_OUT:
    'Le fournisseur d’identité a mis fin à la session sur laquelle reposait celle-ci.',
  REVOCATION_UNKNOWN:
    'Nul ne dit si ce certificat a été révoqué : l’autorité ne répond pas. Réessayez plus tard.',
  ROLE_NOT_HELD: 'Cette personne n’a pas cette qualité sur cette plateforme.',
  SESSION_EXPIRED:
    'La session a atteint sa durée maximale, ou l’identification qui l’a ouverte la sienne.',
  SESSION_IDLE: 'La session a pris fin faute d’activité.',
  SUBJECT_UNBOUND: 'Ce compte n’est rattaché à personne sur cette plateforme, ou ne l’est plus.',
  CONTROL_JUDGE_NEEDED:
    'Le juge chargé du contrôle reste inscrit au dossier jusqu’à la nomination d’un autre.',
  CONSIGNATION_NOT_NOTIFIED:
    'Ni réunion ni dépôt des parties avant que la consignation ait été notifiée à l’expert, sauf commencement immédiat ordonné par le juge.',
  CONSIGNATION_NOT_ORDERED: 'La décision n’ordonne aucune consignation.',
  CONSIGNATION_NOT_RECORDED: 'Aucune consignation n’a été constatée.',
  CREDENTIAL_ALREADY_BOUND: 'Ce moyen d’identification est déjà rattaché à une personne.',
  CREDENTIAL_NOT_BOUND: 'Ce moyen d’identification n’est pas rattaché à cette personne.',
  CREDENTIAL_NOT_RENEWED:
    'Aucun moyen d’identification de même nature n’a été rattaché depuis à cette personne : rattachez d’abord le nouveau, ou indiquez un autre motif.',
  DECISION_ALREADY_RECORDED: 'Cette décision est déjà inscrite.',
  DECLARATION_INCOMPLETE:
    'En matière administrative, l’acceptation déclare compétence, disponibilité et absence de conflit d’intérêts.',
  DESIGNATION_ALREADY_ANSWERED: 'L’expert a déjà répondu à sa désignation.',
  DESIGNATION_ALREADY_NOTIFIED: 'La désignation a déjà été notifiée.',
  DESIGNATION_NOT_ACCEPTED: 'L’expert n’a pas accepté la mission.',
  DESIGNATION_NOT_NOTIFIED: 'La désignation n’a pas été notifiée à l’expert.',
  DOCUMENT_ALREADY_AVAILABLE:
    'Ce document est déjà à la disposition de tous les intervenants inscrits.',
  DOCUMENT_ALREADY_DEPOSITED: 'Ce document est déjà déposé.',
  DOCUMENT_KIND_NOT_ALLOWED: 'Cette qualité ne permet pas de déposer un document de cette nature.',
  DOCUMENT_NOT_AVAILABLE: 'Ce document n’a pas été mis à la disposition de cette personne.',
  DOCUMENT_UNKNOWN: 'Ce document n’existe pas dans ce dossier.',
  ERASURE_CASE_OPEN:
    'L’affaire n’est pas close : ses données servent à la constatation, à l’exercice ou à la défense de droits en justice (règlement (UE) 2016/679, art. 17, § 3, e). L’effacement attend la clôture, ou la référence de la décision qui l’autorise.',
  EXPERT_NOT_DESIGNATED: 'L’expert désigné a été retiré du dossier et n’est pas encore remplacé.',
  EXPERTISE_ALREADY_ORDERED: 'Cette expertise est déjà ordonnée.',
  EXPERTISE_CLOSED: 'L’expertise est close.',
  EXPERTISE_UNKNOWN: 'Ce dossier n’existe pas.',
  NOTICE_ALREADY_SENT: 'Cet avis est déjà envoyé.',
  NOTICE_OUTCOME_KNOWN: 'Le sort de cet avis est déjà inscrit.',
  NOTICE_UNKNOWN: 'Cet avis n’existe pas dans ce dossier.',
  NOT_A_MEMBER: 'Cette personne n’est pas inscrite au dossier.',
  NOT_THE_ACTOR: 'Les conditions d’utilisation s’acceptent personnellement.',
  NOT_THE_CONTROL_JUDGE: 'Seul le juge chargé du contrôle peut faire cette demande.',
  NOT_THE_DEPOSITOR: 'Seul son déposant peut mettre ce document à disposition.',
  NOT_THE_DESIGNATED_EXPERT: 'Seul l’expert désigné peut faire cette demande.',
  ORDER_WITHOUT_EXPERT: 'La décision désigne un expert, et un seul.',
  ORDER_WITHOUT_JUDGE:
    'Le juge qui ordonne et le juge chargé du contrôle figurent parmi les intervenants.',
  OUTAGE_NOT_OPEN: 'Aucune interruption n’est en cours.',
  OUTAGE_OPEN: 'Une interruption est déjà en cours.',
  PRE_REPORT_ALREADY_FILED: 'Le pré-rapport est déjà déposé.',
  PURPOSE_EMPTY: 'La finalité de la consultation n’est pas indiquée.',
  RECIPIENT_REMOVED: 'Ce destinataire a été retiré du dossier : il ne reçoit plus d’avis.',
  REPORT_ALREADY_FILED:
    'Aucun dépôt des parties après le rapport, sauf complément ordonné par le juge.',
  REPORT_FILED_TWICE: 'Le rapport est déjà déposé.',
  REPORT_NOT_FILED: 'Le rapport n’est pas déposé.',
  ROLE_ALREADY_GRANTED: 'Cette personne a déjà cette qualité.',
  ROLE_NOT_ALLOWED: 'Cette qualité ne permet pas cette demande.',
  ROLE_NOT_GRANTED: 'Cette personne n’a pas cette qualité.',
  ROLE_NOT_REGISTERED: 'Cette personne n’est pas inscrite au dossier en cette qualité.',
  RULE_NOT_LIFTABLE:
    'Aucune décision ne dispense de l’inscription au dossier ni des conditions d’utilisation : la personne est inscrite et les accepte.',
  TERMS_ALREADY_PUBLISHED: 'Cette version des conditions d’utilisation est déjà publiée.',
  TERMS_NOT_ACCEPTED:
    'Les conditions d’utilisation en vigueur n’ont pas été acceptées par cette personne.',
  TERMS_TEXT_UNKNOWN: 'Ce texte n’est pas celui des conditions d’utilisation en vigueur.',
  TERMS_VERSION_UNKNOWN: 'Cette version des conditions d’utilisation n’est pas en vigueur.',
  ZONE_UNKNOWN: 'Le fuseau horaire de la juridiction est inconnu.',
}
