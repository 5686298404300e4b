import type { Role } from '@contremarque/ledger'
import type { RuleId } from '../refusals.js'
import { UuidMap } from '../uuid-map.js'

/** What the guards of a case need to know; actors are pseudonyms. */
export interface ExpertiseState {
  readonly order: CaseOrder | null
  readonly actors: ReadonlyMap<string, readonly Role[]>
  /** `vacant`: the designated expert was removed from the case. */
  readonly designation: 'none' | 'notified' | 'accepted' | 'declined' | 'vacant'
  readonly consignation: 'none' | 'recorded' | 'notified'
  readonly immediateStart: boolean
  readonly decisions: readonly JudgeDecision[]
  readonly documents: UuidMap<DepositedDocument>
  readonly notices: UuidMap<Notice>
  readonly preReportFiled: boolean
  readonly reportFiled: boolean
  readonly closed: boolean
}

/** A case that has been ordered. */
export type OrderedCase = ExpertiseState & { readonly order: CaseOrder }

export interface CaseOrder {
  readonly regime: 'civil' | 'administrative'
  readonly zone: string
  readonly consignationOrdered: boolean
  readonly expert: string
  readonly controlJudge: string
}

export interface JudgeDecision {
  readonly id: string
  /** Hash of the entry that records it: the causation of what it allows. */
  readonly entry: string
  readonly lifts: readonly RuleId[]
  readonly actors: readonly string[]
  readonly until: string | null
}

export interface DepositedDocument {
  readonly depositor: string
  readonly recipients: ReadonlySet<string>
  readonly openedBy: ReadonlySet<string>
}

export interface Notice {
  readonly document: string
  readonly recipient: string
  readonly outcomeKnown: boolean
}

export const initialState: ExpertiseState = {
  order: null,
  actors: new Map(),
  designation: 'none',
  consignation: 'none',
  immediateStart: false,
  decisions: [],
  documents: UuidMap.empty(),
  notices: UuidMap.empty(),
  preReportFiled: false,
  reportFiled: false,
  closed: false,
}
