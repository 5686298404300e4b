import type { FactWords } from './event-facts.ts'

export const frenchWords: FactWords = {
  nameless: 'une personne au nom effacé',
  untitled: 'un document au titre effacé',
  document: 'un document',
  quote: ['« ', ' »'],
  many: (count) => `${count} intervenants`,
}

/** In what quality somebody acts. */
export const frenchRoles: Readonly<Record<string, string>> = {
  magistrat: 'magistrat',
  greffe: 'greffe',
  expert: 'expert',
  sapiteur: 'sapiteur',
  avocat: 'avocat',
  partie: 'partie',
  'medecin-designe': 'médecin désigné par une partie',
  'medecin-conseil': 'médecin-conseil',
  tiers: 'tiers',
  dpo: 'délégué à la protection des données',
  auditeur: 'auditeur',
  operateur: 'opérateur',
  administrateur: 'administrateur',
  plateforme: 'plateforme',
  externe: 'intervenant externe',
}

/** What of an entry was taken away. */
export const frenchEvidenceForms: Readonly<Record<string, string>> = {
  entry: 'une inscription',
  'evidence-record': 'l’enregistrement de preuve d’une inscription',
  receipt: 'le récépissé d’une inscription',
  'time-stamp': 'la contremarque de temps d’une inscription',
}

export const frenchDocumentKinds: Readonly<Record<string, string>> = {
  annex: 'une annexe',
  convocation: 'une convocation',
  decision: 'une décision',
  dire: 'un dire',
  letter: 'un courrier',
  note: 'une note aux parties',
  piece: 'une pièce',
}

export const frenchChannels: Readonly<Record<string, string>> = {
  email: 'par courriel',
  'registered-letter': 'par lettre recommandée',
  bulletin: 'par bulletin',
  platform: 'sur la plateforme',
}

export const frenchBounces: Readonly<Record<string, string>> = {
  'address-unknown': 'adresse inconnue',
  'mailbox-full': 'boîte pleine',
  refused: 'avis refusé',
  unclaimed: 'avis non réclamé',
  unreachable: 'destinataire injoignable',
}

export const frenchCredentials: Readonly<Record<string, string>> = {
  certificate: 'un certificat électronique',
  oidc: 'un compte auprès d’un fournisseur d’identité',
}

/** Why a means of identification was taken away. */
export const frenchUnbindings: Readonly<Record<string, string>> = {
  renewed: 'renouvelé',
  revoked: 'révoqué',
  withdrawn: 'retiré',
}

/** What was done in the event store behind the ledger's back. */
export const frenchInterferences: Readonly<Record<string, string>> = {
  access: 'droits modifiés',
  deletion: 'suppression',
  scavenge: 'purge',
  truncation: 'troncature',
}

export const frenchGrounds: Readonly<Record<string, string>> = {
  'conflict-of-interest': 'conflit d’intérêts',
  'not-available': 'indisponibilité',
  'not-competent': 'hors de sa compétence',
  other: 'autre motif',
  'report-filed': 'rapport déposé',
  'report-as-is': 'rapport en l’état',
  conciliation: 'conciliation des parties',
  lapsed: 'désignation caduque',
  withdrawn: 'mission retirée',
  'counsel-changed': 'changement d’avocat',
  dismissed: 'mise hors de cause',
  'mission-ended': 'fin de mission',
  recused: 'récusation',
  'registered-in-error': 'inscription par erreur',
  replaced: 'remplacement',
}

export const frenchPurposes: Readonly<Record<string, string>> = {
  'case-follow-up': 'suivi du dossier',
  audit: 'contrôle',
  'data-protection': 'protection des données',
  support: 'assistance',
  evidence: 'production d’une preuve',
  other: 'autre finalité',
}

/** How a session ended. */
export const frenchEnds: Readonly<Record<string, string>> = {
  closed: 'fermée par son lecteur',
  ended: 'expirée ou retirée',
  interrupted: 'serveur interrompu',
  stopped: 'serveur arrêté',
}

/** What was asked for, after « a demandé à ». */
export const frenchActions: Readonly<Record<string, string>> = {
  OrderExpertise: 'ordonner une expertise',
  AddActor: 'inscrire un intervenant',
  RemoveActor: 'retirer un intervenant',
  OpenSession: 'ouvrir une session',
  ActThroughPlatform: 'agir par une autre plateforme',
  ContinueSession: 'poursuivre sa session',
  EnrolActor: 'inscrire une personne sur la plateforme',
  AcceptTerms: 'accepter les conditions d’utilisation',
  NotifyDesignation: 'notifier la désignation',
  AcceptDesignation: 'accepter la mission',
  DeclineDesignation: 'refuser la mission',
  RecordConsignation: 'constater la consignation',
  NotifyConsignation: 'notifier la consignation',
  OrderImmediateStart: 'ordonner le commencement immédiat',
  RecordJudgeDecision: 'inscrire une décision du juge',
  DepositDocument: 'déposer un document',
  MakeDocumentAvailable: 'mettre un document à disposition',
  SendNotice: 'envoyer un avis',
  RecordNoticeOutcome: 'inscrire le sort d’un avis',
  OpenDocument: 'ouvrir un document',
  UsePlatform: 'utiliser la plateforme',
  StatePurpose: 'indiquer la finalité de la consultation',
  DownloadEvidence: 'télécharger une preuve',
  EndConsultation: 'terminer une consultation',
  ExportLedger: 'exporter le registre',
  EndSession: 'terminer une session',
  ConsultCase: 'consulter le dossier',
  FilePreReport: 'déposer le pré-rapport',
  FileReport: 'déposer le rapport',
  CloseExpertise: 'clore l’expertise',
}

/** « de partie », « d’avocat ». */
export function ofWord(word: string): string {
  return /^[aeiouéh]/.test(word) ? `d’${word}` : `de ${word}`
}

/** The code as it stands where no word is known. */
export function wordFor(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code
}
