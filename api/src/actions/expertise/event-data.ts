import type { Role } from '@contremarque/ledger'
import type { PurposeCode } from '../purpose.js'
import type { RuleId } from '../refusals.js'
import type {
  CloseExpertise,
  DeclineDesignation,
  DocumentKind,
  DownloadEvidence,
  RecordNoticeOutcome,
  RemoveActor,
  SendNotice,
} from './action.js'

type NoticeData = {
  readonly notice: string
  readonly document: string
  /** Pseudonym, like every actor below. */
  readonly recipient: string
}

/** `data` of every event of a case, by type and alike in all its versions; the closed form is docs/events.md. */
export type ExpertiseEventData = {
  ExpertiseOrdered: {
    readonly regime: 'civil' | 'administrative'
    readonly zone: string
    readonly orderedOn: string
    readonly reportDueOn: string | null
    readonly consignation: { readonly amountCents: number; readonly dueOn: string | null } | null
    readonly expert: string
    readonly controlJudge: string
  }
  ActorAdded: {
    readonly actor: string
    readonly role: Role
    readonly actsFor: string | null
    readonly controls: boolean
  }
  ActorRemoved: {
    readonly actor: string
    readonly role: Role
    readonly ground: RemoveActor['ground']
  }
  DesignationNotified: { readonly expert: string }
  DesignationAccepted: {
    readonly competent: boolean
    readonly available: boolean
    readonly noConflict: boolean
  }
  DesignationDeclined: { readonly ground: DeclineDesignation['ground'] }
  ConsignationRecorded: { readonly amountCents: number; readonly paidOn: string }
  ConsignationNotified: { readonly expert: string }
  ImmediateStartOrdered: { readonly orderedOn: string }
  JudgeDecisionRecorded: {
    readonly decision: string
    readonly decidedOn: string
    readonly lifts: readonly RuleId[]
    readonly actors: readonly string[]
    readonly until: string | null
  }
  DocumentDeposited: { readonly document: string; readonly kind: DocumentKind }
  DocumentMadeAvailable: { readonly document: string; readonly recipients: readonly string[] }
  NoticeSent: NoticeData & { readonly channel: SendNotice['channel'] }
  NoticeDelivered: NoticeData
  NoticeBounced: NoticeData & {
    readonly reason: Exclude<RecordNoticeOutcome['outcome'], 'delivered'>
  }
  DocumentOpened: { readonly document: string; readonly first: boolean }
  CaseConsulted: { readonly purpose: PurposeCode }
  ConsultationEnded: {
    readonly actor: string
    readonly from: string
    readonly until: string
    readonly reads: number
  }
  EvidenceDownloaded: {
    readonly entry: string
    readonly form: DownloadEvidence['form']
    readonly purpose: PurposeCode
  }
  PreReportFiled: { readonly document: string; readonly observationsDueOn: string | null }
  ReportFiled: { readonly document: string }
  ExpertiseClosed: { readonly ground: CloseExpertise['ground'] }
  ActionRefused: { readonly action: string; readonly code: string; readonly rule: string | null }
  RefusalsSummarised: { readonly count: number; readonly from: string; readonly until: string }
}

export type ExpertiseEventType = keyof ExpertiseEventData
