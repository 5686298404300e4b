import type { Role } from '@contremarque/ledger'
import type { DocumentKind, ExpertiseAction } from './expertise/action.js'

/** Those who bring documents for a party: rules R11 and R33 bind them. */
export const PARTY_SIDE: readonly Role[] = [
  'partie',
  'avocat',
  'medecin-designe',
  'medecin-conseil',
  'tiers',
]

const COURT: readonly Role[] = ['magistrat', 'greffe']
const MEMBERS: readonly Role[] = [...COURT, 'expert', 'sapiteur', ...PARTY_SIDE]

/** Which roles may ask for what in a case. What is not here is refused. */
export const expertiseRights: Readonly<Record<ExpertiseAction['kind'], readonly Role[]>> = {
  OrderExpertise: ['magistrat'],
  NotifyDesignation: COURT,
  AcceptDesignation: ['expert'],
  DeclineDesignation: ['expert'],
  AddActor: [...COURT, 'expert'],
  RecordConsignation: ['greffe'],
  NotifyConsignation: ['greffe'],
  OrderImmediateStart: ['magistrat'],
  RecordJudgeDecision: ['magistrat'],
  DepositDocument: MEMBERS,
  MakeDocumentAvailable: [...MEMBERS, 'plateforme'],
  SendNotice: ['greffe', 'expert', 'plateforme'],
  RecordNoticeOutcome: ['greffe', 'expert', 'plateforme'],
  OpenDocument: MEMBERS,
  ConsultCase: MEMBERS,
  FilePreReport: ['expert'],
  FileReport: ['expert'],
  CloseExpertise: COURT,
}

/** Which roles may deposit which kind of document. */
export const depositRights: Readonly<Record<DocumentKind, readonly Role[]>> = {
  annex: ['expert', 'sapiteur'],
  convocation: ['expert'],
  decision: COURT,
  dire: ['partie', 'avocat', 'medecin-designe', 'medecin-conseil'],
  letter: MEMBERS,
  note: ['expert', 'sapiteur'],
  piece: PARTY_SIDE,
}

/** Whom the expert may add; the court adds everyone else. */
export const addedByExpert: readonly Role[] = ['sapiteur', ...PARTY_SIDE]
