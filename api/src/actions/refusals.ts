import { identificationRefusals } from './identification-refusals.js'

/** Why an action is refused. `rule` is one of docs/rules.md, null where the state itself forbids. */
export interface Refusal {
  readonly rule: RuleId | null
  readonly fr: string
  readonly en: string
}

/** `R01` to `R40` of docs/rules.md. */
export type RuleId = `R${number}`

/** Every code; shown to people in their language, recorded as it stands. */
export const refusals = {
  ...identificationRefusals,
  ACTOR_ALREADY_ADDED: {
    rule: null,
    fr: 'Cet intervenant est déjà inscrit au dossier en cette qualité.',
    en: 'This actor is already registered in the case in that role.',
  },
  ACTOR_ALREADY_ENROLLED: {
    rule: null,
    fr: 'Cet intervenant est déjà inscrit sur la plateforme.',
    en: 'This actor is already enrolled on the platform.',
  },
  ACTOR_NOT_ENROLLED: {
    rule: null,
    fr: 'Cet intervenant n’est pas inscrit sur la plateforme.',
    en: 'This actor is not enrolled on the platform.',
  },
  ACTOR_NOT_REGISTERED: {
    rule: null,
    fr: 'Cet intervenant n’est pas inscrit au dossier en cette qualité.',
    en: 'This actor is not registered in the case in that role.',
  },
  ACTOR_UNKNOWN: {
    rule: null,
    fr: 'Cette personne ne figure pas parmi les intervenants du dossier.',
    en: 'This person is not among the actors of the case.',
  },
  CONSIGNATION_NOT_NOTIFIED: {
    rule: 'R11',
    fr: 'Ni réunion ni dépôt des parties avant que la consignation ait été notifiée à l’expert, sauf commencement immédiat ordonné par le juge.',
    en: 'No meeting and no deposit by the parties before the consignation has been notified to the expert, unless the judge ordered an immediate start.',
  },
  CONSIGNATION_NOT_ORDERED: {
    rule: null,
    fr: 'La décision n’ordonne aucune consignation.',
    en: 'The order asks for no consignation.',
  },
  CONSIGNATION_NOT_RECORDED: {
    rule: null,
    fr: 'Aucune consignation n’a été constatée.',
    en: 'No consignation has been recorded.',
  },
  CONTROL_JUDGE_NEEDED: {
    rule: 'R04',
    fr: 'Le juge chargé du contrôle reste inscrit au dossier jusqu’à la nomination d’un autre.',
    en: 'The controlling judge stays registered in the case until another is appointed.',
  },
  CREDENTIAL_ALREADY_BOUND: {
    rule: null,
    fr: 'Ce moyen d’identification est déjà rattaché à une personne.',
    en: 'This means of identification is already bound to a person.',
  },
  CREDENTIAL_NOT_BOUND: {
    rule: null,
    fr: 'Ce moyen d’identification n’est pas rattaché à cette personne.',
    en: 'This means of identification is not bound to this person.',
  },
  CREDENTIAL_NOT_RENEWED: {
    rule: null,
    fr: 'Aucun moyen d’identification de même nature n’a été rattaché depuis à cette personne : rattachez d’abord le nouveau, ou indiquez un autre motif.',
    en: 'No means of identification of the same kind has been bound to this person since: bind the new one first, or give another reason.',
  },
  DECISION_ALREADY_RECORDED: {
    rule: null,
    fr: 'Cette décision est déjà inscrite.',
    en: 'This decision has already been recorded.',
  },
  DECLARATION_INCOMPLETE: {
    rule: 'R09',
    fr: 'En matière administrative, l’acceptation déclare compétence, disponibilité et absence de conflit d’intérêts.',
    en: 'Before the administrative courts, acceptance declares competence, availability and no conflict of interest.',
  },
  DESIGNATION_ALREADY_ANSWERED: {
    rule: null,
    fr: 'L’expert a déjà répondu à sa désignation.',
    en: 'The expert has already answered the designation.',
  },
  DESIGNATION_ALREADY_NOTIFIED: {
    rule: null,
    fr: 'La désignation a déjà été notifiée.',
    en: 'The designation has already been notified.',
  },
  DESIGNATION_NOT_ACCEPTED: {
    rule: null,
    fr: 'L’expert n’a pas accepté la mission.',
    en: 'The expert has not accepted the designation.',
  },
  DESIGNATION_NOT_NOTIFIED: {
    rule: null,
    fr: 'La désignation n’a pas été notifiée à l’expert.',
    en: 'The designation has not been notified to the expert.',
  },
  DOCUMENT_ALREADY_AVAILABLE: {
    rule: null,
    fr: 'Ce document est déjà à la disposition de tous les intervenants inscrits.',
    en: 'This document is already available to every registered actor.',
  },
  DOCUMENT_ALREADY_DEPOSITED: {
    rule: null,
    fr: 'Ce document est déjà déposé.',
    en: 'This document has already been deposited.',
  },
  DOCUMENT_KIND_NOT_ALLOWED: {
    rule: null,
    fr: 'Cette qualité ne permet pas de déposer un document de cette nature.',
    en: 'This role may not deposit a document of this kind.',
  },
  DOCUMENT_NOT_AVAILABLE: {
    rule: null,
    fr: 'Ce document n’a pas été mis à la disposition de cette personne.',
    en: 'This document has not been made available to this person.',
  },
  DOCUMENT_UNKNOWN: {
    rule: null,
    fr: 'Ce document n’existe pas dans ce dossier.',
    en: 'There is no such document in this case.',
  },
  ERASURE_CASE_OPEN: {
    rule: 'R39',
    fr: 'L’affaire n’est pas close : ses données servent à la constatation, à l’exercice ou à la défense de droits en justice (règlement (UE) 2016/679, art. 17, § 3, e). L’effacement attend la clôture, ou la référence de la décision qui l’autorise.',
    en: 'The case is not closed: its data serve the establishment, exercise or defence of legal claims (Regulation (EU) 2016/679, art. 17(3)(e)). Erasure waits for the closing, or for the reference of the decision that allows it.',
  },
  EXPERT_NOT_DESIGNATED: {
    rule: null,
    fr: 'L’expert désigné a été retiré du dossier et n’est pas encore remplacé.',
    en: 'The designated expert was removed from the case and has not been replaced yet.',
  },
  EXPERTISE_ALREADY_ORDERED: {
    rule: null,
    fr: 'Cette expertise est déjà ordonnée.',
    en: 'This expertise has already been ordered.',
  },
  EXPERTISE_CLOSED: {
    rule: null,
    fr: 'L’expertise est close.',
    en: 'The expertise is closed.',
  },
  EXPERTISE_UNKNOWN: {
    rule: null,
    fr: 'Ce dossier n’existe pas.',
    en: 'There is no such case.',
  },
  NOTICE_ALREADY_SENT: {
    rule: null,
    fr: 'Cet avis est déjà envoyé.',
    en: 'This notice has already been sent.',
  },
  NOTICE_OUTCOME_KNOWN: {
    rule: null,
    fr: 'Le sort de cet avis est déjà inscrit.',
    en: 'The outcome of this notice has already been recorded.',
  },
  NOTICE_UNKNOWN: {
    rule: null,
    fr: 'Cet avis n’existe pas dans ce dossier.',
    en: 'There is no such notice in this case.',
  },
  NOT_A_MEMBER: {
    rule: 'R04',
    fr: 'Cette personne n’est pas inscrite au dossier.',
    en: 'This person is not registered in the case.',
  },
  NOT_THE_ACTOR: {
    rule: 'R02',
    fr: 'Les conditions d’utilisation s’acceptent personnellement.',
    en: 'Terms of use are accepted in person.',
  },
  NOT_THE_CONTROL_JUDGE: {
    rule: 'R04',
    fr: 'Seul le juge chargé du contrôle peut faire cette demande.',
    en: 'Only the controlling judge may ask for this.',
  },
  NOT_THE_DEPOSITOR: {
    rule: null,
    fr: 'Seul son déposant peut mettre ce document à disposition.',
    en: 'Only its depositor may make this document available.',
  },
  NOT_THE_DESIGNATED_EXPERT: {
    rule: 'R04',
    fr: 'Seul l’expert désigné peut faire cette demande.',
    en: 'Only the designated expert may ask for this.',
  },
  ORDER_WITHOUT_EXPERT: {
    rule: null,
    fr: 'La décision désigne un expert, et un seul.',
    en: 'The order designates one expert and only one.',
  },
  ORDER_WITHOUT_JUDGE: {
    rule: null,
    fr: 'Le juge qui ordonne et le juge chargé du contrôle figurent parmi les intervenants.',
    en: 'The ordering and the controlling judge are among the actors.',
  },
  OUTAGE_NOT_OPEN: {
    rule: null,
    fr: 'Aucune interruption n’est en cours.',
    en: 'There is no interruption in progress.',
  },
  OUTAGE_OPEN: {
    rule: null,
    fr: 'Une interruption est déjà en cours.',
    en: 'An interruption is already in progress.',
  },
  PRE_REPORT_ALREADY_FILED: {
    rule: null,
    fr: 'Le pré-rapport est déjà déposé.',
    en: 'The pre-report has already been filed.',
  },
  PURPOSE_EMPTY: {
    rule: 'R05',
    fr: 'La finalité de la consultation n’est pas indiquée.',
    en: 'The purpose of the consultation is not stated.',
  },
  RECIPIENT_REMOVED: {
    rule: 'R04',
    fr: 'Ce destinataire a été retiré du dossier : il ne reçoit plus d’avis.',
    en: 'This recipient was removed from the case and gets no notices any more.',
  },
  REPORT_ALREADY_FILED: {
    rule: 'R33',
    fr: 'Aucun dépôt des parties après le rapport, sauf complément ordonné par le juge.',
    en: 'No deposit by the parties after the report, unless the judge ordered a complement.',
  },
  REPORT_FILED_TWICE: {
    rule: null,
    fr: 'Le rapport est déjà déposé.',
    en: 'The report has already been filed.',
  },
  REPORT_NOT_FILED: {
    rule: null,
    fr: 'Le rapport n’est pas déposé.',
    en: 'The report has not been filed.',
  },
  ROLE_ALREADY_GRANTED: {
    rule: null,
    fr: 'Cette personne a déjà cette qualité.',
    en: 'This person already has this role.',
  },
  ROLE_NOT_ALLOWED: {
    rule: null,
    fr: 'Cette qualité ne permet pas cette demande.',
    en: 'This role may not ask for this.',
  },
  ROLE_NOT_GRANTED: {
    rule: null,
    fr: 'Cette personne n’a pas cette qualité.',
    en: 'This person does not have this role.',
  },
  ROLE_NOT_REGISTERED: {
    rule: 'R04',
    fr: 'Cette personne n’est pas inscrite au dossier en cette qualité.',
    en: 'This person is not registered in the case in that role.',
  },
  RULE_NOT_LIFTABLE: {
    rule: null,
    fr: 'Aucune décision ne dispense de l’inscription au dossier ni des conditions d’utilisation : la personne est inscrite et les accepte.',
    en: 'No decision dispenses with registration in the case or with the terms of use: the person is registered and accepts them.',
  },
  TERMS_ALREADY_PUBLISHED: {
    rule: null,
    fr: 'Cette version des conditions d’utilisation est déjà publiée.',
    en: 'This version of the terms of use has already been published.',
  },
  TERMS_NOT_ACCEPTED: {
    rule: 'R02',
    fr: 'Les conditions d’utilisation en vigueur n’ont pas été acceptées par cette personne.',
    en: 'This person has not accepted the terms of use in force.',
  },
  TERMS_TEXT_UNKNOWN: {
    rule: 'R02',
    fr: 'Ce texte n’est pas celui des conditions d’utilisation en vigueur.',
    en: 'This text is not that of the terms of use in force.',
  },
  TERMS_VERSION_UNKNOWN: {
    rule: 'R02',
    fr: 'Cette version des conditions d’utilisation n’est pas en vigueur.',
    en: 'This version of the terms of use is not in force.',
  },
  ZONE_UNKNOWN: {
    rule: null,
    fr: 'Le fuseau horaire de la juridiction est inconnu.',
    en: 'The court’s time zone is unknown.',
  },
} as const satisfies Readonly<Record<string, Refusal>>

export type RefusalCode = keyof typeof refusals

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(refusals, code)
}
