import type { Role } from '@contremarque/ledger'
import type { DocumentKind, ExpertiseAction } from '../expertise/action.js'
import type { Obstacle } from './obstacles.js'
import { CASE_READERS, CASE_ROLES, COURT, PARTY_SIDE } from './roles.js'

export interface CaseRight {
  /** Who may ask for it, being registered in the case in that role (R04). */
  readonly roles: readonly Role[]
  /** As things stand in the case, in the order in which they are looked at. */
  readonly obstacles: readonly Obstacle[]
  /** For the parties' side besides. */
  readonly partyObstacles?: readonly Obstacle[]
}

const CLOSED = 'EXPERTISE_CLOSED'
const DESIGNATED = [CLOSED, 'NOT_THE_DESIGNATED_EXPERT'] as const
const ANSWERING = [
  ...DESIGNATED,
  'DESIGNATION_NOT_NOTIFIED',
  'DESIGNATION_ALREADY_ANSWERED',
] as const
const AT_WORK = [...DESIGNATED, 'DESIGNATION_NOT_ACCEPTED', 'REPORT_FILED_TWICE'] as const
const CONTROLLING = [CLOSED, 'NOT_THE_CONTROL_JUDGE'] as const

/**
 * Who may ask for what in a case, and when. What is not here is refused. Reading and delivering go on
 * after the end, and whoever reads can be removed.
 */
export const caseRights: Readonly<Record<ExpertiseAction['kind'], CaseRight>> = {
  OrderExpertise: { roles: ['magistrat'], obstacles: [] },
  NotifyDesignation: {
    roles: COURT,
    obstacles: [CLOSED, 'EXPERT_NOT_DESIGNATED', 'DESIGNATION_ALREADY_NOTIFIED'],
  },
  AcceptDesignation: { roles: ['expert'], obstacles: ANSWERING },
  DeclineDesignation: { roles: ['expert'], obstacles: ANSWERING },
  AddActor: { roles: [...COURT, 'expert'], obstacles: [CLOSED] },
  RemoveActor: { roles: [...COURT, 'expert'], obstacles: [] },
  RecordConsignation: { roles: ['greffe'], obstacles: [CLOSED, 'CONSIGNATION_NOT_ORDERED'] },
  NotifyConsignation: {
    roles: ['greffe'],
    obstacles: [CLOSED, 'EXPERT_NOT_DESIGNATED', 'CONSIGNATION_NOT_RECORDED'],
  },
  OrderImmediateStart: { roles: ['magistrat'], obstacles: CONTROLLING },
  RecordJudgeDecision: { roles: ['magistrat'], obstacles: CONTROLLING },
  DepositDocument: {
    roles: CASE_ROLES,
    obstacles: [CLOSED],
    partyObstacles: ['CONSIGNATION_NOT_NOTIFIED', 'REPORT_ALREADY_FILED'],
  },
  MakeDocumentAvailable: { roles: [...CASE_ROLES, 'plateforme'], obstacles: [] },
  SendNotice: { roles: ['greffe', 'expert', 'plateforme'], obstacles: [] },
  RecordNoticeOutcome: { roles: ['greffe', 'expert', 'plateforme'], obstacles: [] },
  OpenDocument: { roles: CASE_ROLES, obstacles: [] },
  ConsultCase: { roles: CASE_READERS, obstacles: [] },
  DownloadEvidence: { roles: CASE_READERS, obstacles: [] },
  EndConsultation: { roles: ['plateforme'], obstacles: [] },
  FilePreReport: { roles: ['expert'], obstacles: [...AT_WORK, 'PRE_REPORT_ALREADY_FILED'] },
  FileReport: { roles: ['expert'], obstacles: AT_WORK },
  CloseExpertise: { roles: COURT, obstacles: [CLOSED] },
}

/** Which roles may deposit which kind of document. */
export const depositRights: Readonly<Record<DocumentKind, readonly Role[]>> = {
  annex: ['expert', 'sapiteur'],
  convocation: ['expert'],
  decision: COURT,
  dire: ['partie', 'avocat', 'medecin-designe', 'medecin-conseil'],
  letter: CASE_ROLES,
  note: ['expert', 'sapiteur'],
  piece: PARTY_SIDE,
}

/** What stands besides in the way of depositing a document of this kind: a summons calls to a meeting. */
export const depositObstacles: Partial<Readonly<Record<DocumentKind, readonly Obstacle[]>>> = {
  convocation: ['CONSIGNATION_NOT_NOTIFIED'],
}

/** In which roles others may be registered in a case, by the role of who registers them. */
export const registrationRights: Partial<Readonly<Record<Role, readonly Role[]>>> = {
  magistrat: CASE_READERS,
  greffe: CASE_READERS,
  expert: ['sapiteur', ...PARTY_SIDE],
}

/** In which roles others may be removed from a case, by the role of who removes them. */
export const removalRights: Partial<Readonly<Record<Role, readonly Role[]>>> = {
  magistrat: CASE_READERS,
  greffe: CASE_READERS.filter((role) => role !== 'magistrat' && role !== 'expert'),
  expert: ['sapiteur'],
}
