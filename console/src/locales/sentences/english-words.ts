import type { FactWords } from './event-facts.ts'

export const englishWords: FactWords = {
  nameless: 'a person whose name was erased',
  untitled: 'a document whose title was erased',
  document: 'a document',
  quote: ['“', '”'],
  many: (count) => `${count} actors`,
}

/** In what quality somebody acts. */
export const englishRoles: Readonly<Record<string, string>> = {
  magistrat: 'judge',
  greffe: 'registry',
  expert: 'expert',
  sapiteur: 'consulted specialist',
  avocat: 'lawyer',
  partie: 'party',
  'medecin-designe': 'doctor designated by a party',
  'medecin-conseil': 'insurer’s doctor',
  tiers: 'third party',
  dpo: 'data-protection officer',
  auditeur: 'auditor',
  operateur: 'operator',
  administrateur: 'administrator',
  plateforme: 'platform',
  externe: 'external actor',
}

/** What of an entry was taken away. */
export const englishEvidenceForms: Readonly<Record<string, string>> = {
  entry: 'an entry',
  'evidence-record': 'the evidence record of an entry',
  receipt: 'the receipt of an entry',
  'time-stamp': 'the time-stamp of an entry',
}

export const englishDocumentKinds: Readonly<Record<string, string>> = {
  annex: 'an annex',
  convocation: 'a summons',
  decision: 'a decision',
  dire: 'written observations (dire)',
  letter: 'a letter',
  note: 'a note to the parties',
  piece: 'an exhibit',
}

export const englishChannels: Readonly<Record<string, string>> = {
  email: 'by e-mail',
  'registered-letter': 'by registered letter',
  bulletin: 'by bulletin',
  platform: 'on the platform',
}

export const englishBounces: Readonly<Record<string, string>> = {
  'address-unknown': 'unknown address',
  'mailbox-full': 'mailbox full',
  refused: 'notice refused',
  unclaimed: 'notice not claimed',
  unreachable: 'recipient unreachable',
}

export const englishCredentials: Readonly<Record<string, string>> = {
  certificate: 'an electronic certificate',
  oidc: 'an account with an identity provider',
}

/** Why a means of identification was taken away. */
export const englishUnbindings: Readonly<Record<string, string>> = {
  renewed: 'renewed',
  revoked: 'revoked',
  withdrawn: 'withdrawn',
}

/** What was done in the event store behind the ledger's back. */
export const englishInterferences: Readonly<Record<string, string>> = {
  access: 'rights changed',
  deletion: 'deletion',
  scavenge: 'scavenge',
  truncation: 'truncation',
}

export const englishGrounds: Readonly<Record<string, string>> = {
  'conflict-of-interest': 'conflict of interest',
  'not-available': 'not available',
  'not-competent': 'outside their competence',
  other: 'other ground',
  'report-filed': 'report filed',
  'report-as-is': 'report as it stands',
  conciliation: 'conciliation of the parties',
  lapsed: 'designation lapsed',
  withdrawn: 'mission withdrawn',
  'counsel-changed': 'change of counsel',
  dismissed: 'dismissal from the proceedings',
  'mission-ended': 'end of mission',
  recused: 'recusal',
  'registered-in-error': 'registration in error',
  replaced: 'replacement',
}

export const englishPurposes: Readonly<Record<string, string>> = {
  'case-follow-up': 'case follow-up',
  audit: 'audit',
  'data-protection': 'data protection',
  evidence: 'production of evidence',
  other: 'another purpose',
  support: 'support',
}

/** How a session ended. */
export const englishEnds: Readonly<Record<string, string>> = {
  closed: 'closed by its reader',
  ended: 'expired or withdrawn',
  interrupted: 'the server was interrupted',
  stopped: 'the server was stopped',
}

/** What was asked for, after “asked to”. */
export const englishActions: Readonly<Record<string, string>> = {
  OrderExpertise: 'order an expertise',
  AddActor: 'register an actor',
  RemoveActor: 'remove an actor',
  OpenSession: 'open a session',
  ActThroughPlatform: 'act through another platform',
  ContinueSession: 'continue the session',
  EnrolActor: 'enrol a person on the platform',
  AcceptTerms: 'accept the terms of use',
  NotifyDesignation: 'notify the designation',
  AcceptDesignation: 'accept the designation',
  DeclineDesignation: 'decline the designation',
  RecordConsignation: 'record the consignation',
  NotifyConsignation: 'notify the consignation',
  OrderImmediateStart: 'order an immediate start',
  RecordJudgeDecision: 'record a judge’s decision',
  DepositDocument: 'deposit a document',
  MakeDocumentAvailable: 'make a document available',
  SendNotice: 'send a notice',
  RecordNoticeOutcome: 'record the outcome of a notice',
  OpenDocument: 'open a document',
  UsePlatform: 'use the platform',
  StatePurpose: 'state the purpose of the consultation',
  DownloadEvidence: 'download evidence',
  EndConsultation: 'end a consultation',
  ExportLedger: 'export the ledger',
  EndSession: 'end a session',
  ConsultCase: 'consult the case',
  FilePreReport: 'file the pre-report',
  FileReport: 'file the report',
  CloseExpertise: 'close the expertise',
}
