import type { DocumentReference, Role } from '@contremarque/ledger'
import type { Purpose, PurposeCode } from '../purpose.js'
import type { RuleId } from '../refusals.js'

/** What may be asked in one case. Days are `YYYY-MM-DD` in the court's zone, persons are person ids. */
export type ExpertiseAction =
  | OrderExpertise
  | { readonly kind: 'NotifyDesignation' }
  | AcceptDesignation
  | DeclineDesignation
  | AddActor
  | RemoveActor
  | RecordConsignation
  | { readonly kind: 'NotifyConsignation' }
  | OrderImmediateStart
  | RecordJudgeDecision
  | DepositDocument
  | MakeDocumentAvailable
  | SendNotice
  | RecordNoticeOutcome
  | OpenDocument
  | ConsultCase
  | EndConsultation
  | DownloadEvidence
  | FilePreReport
  | FileReport
  | CloseExpertise

export interface OrderExpertise {
  readonly kind: 'OrderExpertise'
  readonly regime: 'civil' | 'administrative'
  /** IANA zone of the court. */
  readonly zone: string
  readonly orderedOn: string
  readonly reportDueOn: string | null
  /** Null when the judge orders none. */
  readonly consignation: { readonly amountCents: number; readonly dueOn: string | null } | null
  /** N° RG. Personal, like the three that follow. */
  readonly number: string
  readonly court: string
  readonly subject: string
  readonly mission: readonly string[]
  /** Person id of the judge in charge of control: one of `actors`, like who orders. */
  readonly controlJudge: string
  readonly actors: readonly NamedActor[]
}

export interface NamedActor {
  /** Person id. */
  readonly person: string
  readonly role: Role
  /** Personal. */
  readonly name: string
  /** Address chosen for notices; personal. */
  readonly address: string | null
  /** Person id of whom a lawyer or doctor acts for. */
  readonly actsFor: string | null
}

export interface AcceptDesignation {
  readonly kind: 'AcceptDesignation'
  readonly declaration: {
    readonly competent: boolean
    readonly available: boolean
    readonly noConflict: boolean
  }
}

export interface DeclineDesignation {
  readonly kind: 'DeclineDesignation'
  readonly ground: 'conflict-of-interest' | 'not-available' | 'not-competent' | 'other'
  /** Personal. */
  readonly reason: string | null
}

export interface AddActor extends NamedActor {
  readonly kind: 'AddActor'
  /** A judge appointed to control the expertise from now on. */
  readonly controls: boolean
}

/** From now on the actor is in the case no more in that role. */
export interface RemoveActor {
  readonly kind: 'RemoveActor'
  /** Pseudonym. */
  readonly actor: string
  readonly role: Role
  readonly ground:
    | 'counsel-changed'
    | 'dismissed'
    | 'mission-ended'
    | 'other'
    | 'recused'
    | 'registered-in-error'
    | 'replaced'
  /** Personal, of who is removed. */
  readonly reason: string | null
}

export interface RecordConsignation {
  readonly kind: 'RecordConsignation'
  readonly amountCents: number
  readonly paidOn: string
}

export interface OrderImmediateStart {
  readonly kind: 'OrderImmediateStart'
  readonly orderedOn: string
  /** Personal. */
  readonly reference: string
}

export interface RecordJudgeDecision {
  readonly kind: 'RecordJudgeDecision'
  /** Uuid. */
  readonly decision: string
  readonly decidedOn: string
  /** Rules of docs/rules.md that it lifts. */
  readonly lifts: readonly RuleId[]
  /** Person ids whom it concerns; everyone when empty. */
  readonly persons: readonly string[]
  /** Last day of its effect. */
  readonly until: string | null
  /** Personal. */
  readonly reference: string
  readonly grounds: string | null
}

export type DocumentKind =
  'annex' | 'convocation' | 'decision' | 'dire' | 'letter' | 'note' | 'piece'

/** What the depositor hands over, in clear: personal, therefore committed. */
export interface PlainDocument {
  readonly title: string
  readonly fileName: string
  readonly mediaType: string
  /** Hexadecimal. */
  readonly sha256: string
  readonly size: number
}

export interface DepositDocument {
  readonly kind: 'DepositDocument'
  readonly documentKind: DocumentKind
  /** The stored, encrypted bytes. */
  readonly document: DocumentReference
  readonly plain: PlainDocument
}

export interface MakeDocumentAvailable {
  readonly kind: 'MakeDocumentAvailable'
  readonly document: string
}

export interface SendNotice {
  readonly kind: 'SendNotice'
  /** Uuid. */
  readonly notice: string
  readonly document: string
  /** Pseudonym. */
  readonly recipient: string
  readonly channel: 'email' | 'registered-letter' | 'bulletin' | 'platform'
  /** Personal: the address used. */
  readonly address: string
}

export interface RecordNoticeOutcome {
  readonly kind: 'RecordNoticeOutcome'
  readonly notice: string
  readonly outcome:
    'delivered' | 'address-unknown' | 'mailbox-full' | 'refused' | 'unclaimed' | 'unreachable'
  /** When the transport says it happened, RFC 3339; null when seen by ourselves just now. */
  readonly reportedAt: string | null
  /** Personal: what the transport answered. */
  readonly diagnostic: string | null
}

export interface OpenDocument {
  readonly kind: 'OpenDocument'
  readonly document: string
}

export interface ConsultCase {
  readonly kind: 'ConsultCase'
  readonly purpose: Purpose
}

/** The platform's: what one consultation came to, told once it is over. */
export interface EndConsultation {
  readonly kind: 'EndConsultation'
  /** Hash of the entry that tells its first read. */
  readonly consultation: string
  /** Pseudonym of who consulted. */
  readonly actor: string
  /** `YYYY-MM-DDThh:mm:ss.sssZ`, like `until`. */
  readonly from: string
  readonly until: string
  readonly reads: number
}

/** Taking away an entry or what proves it. */
export interface DownloadEvidence {
  readonly kind: 'DownloadEvidence'
  /** Hash of the entry. */
  readonly entry: string
  readonly form: 'entry' | 'evidence-record' | 'receipt' | 'time-stamp'
  readonly purpose: PurposeCode
}

export interface FilePreReport {
  readonly kind: 'FilePreReport'
  readonly document: DocumentReference
  readonly plain: PlainDocument
  readonly observationsDueOn: string | null
}

export interface FileReport {
  readonly kind: 'FileReport'
  readonly document: DocumentReference
  readonly plain: PlainDocument
}

export interface CloseExpertise {
  readonly kind: 'CloseExpertise'
  readonly ground: 'conciliation' | 'lapsed' | 'report-as-is' | 'report-filed' | 'withdrawn'
}
