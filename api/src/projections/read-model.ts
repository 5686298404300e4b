import type { Envelope, Role } from '@contremarque/ledger'

/** What the read side answers. Instants are RFC 3339 in UTC; personal text is null once erased. */

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Opaque; absent on the last page. */
  readonly next?: string
}

export type CaseState =
  | 'ordered'
  | 'designated'
  | 'accepted'
  | 'declined'
  | 'vacant'
  | 'open'
  | 'pre-report'
  | 'reported'
  | 'closed'

export interface CaseSummary {
  readonly id: string
  /** N° RG. */
  readonly number: string | null
  readonly court: string | null
  readonly subject: string | null
  readonly expert: string | null
  readonly state: CaseState
  readonly reportDueOn: string | null
  readonly lastActivityAt: string
  readonly alerts: readonly CaseAlert[]
  /** IANA zone of the court, in which times are shown. */
  readonly zone: string
}

export interface CaseAlert {
  readonly code:
    | 'NOTICE_BOUNCED'
    | 'DOCUMENT_UNOPENED'
    | 'REPORT_OVERDUE'
    | 'ACTION_REFUSED'
    | 'CONSIGNATION_PENDING'
  readonly count: number
}

export interface CaseDetail extends CaseSummary {
  readonly mission: readonly string[]
  readonly controlJudge: string | null
  readonly orderedOn: string | null
  readonly parties: readonly CaseActor[]
  readonly consignation: {
    readonly amountCents: number | null
    readonly dueOn: string | null
    readonly recordedAt: string | null
    readonly notifiedAt: string | null
    readonly immediateStart: boolean
  }
  readonly integrity: CaseIntegrity
}

/** What is proved for one case, in the terms of the last sealing and time-stamp. */
export interface CaseIntegrity {
  readonly entries: number
  readonly sealed: number
  readonly stamped: number
  /** Upper bound of the last time-stamp that covers an entry of the case. */
  readonly stampedUpTo: string | null
}

export interface CaseActor {
  /** Pseudonym in this case. */
  readonly id: string
  readonly role: Role
  /** Null once erased. */
  readonly name: string | null
  /** Pseudonym of whom a lawyer or doctor acts for. */
  readonly actsFor: string | null
  readonly addedAt: string
  /** Null while he is in the case in that role. */
  readonly removedAt: string | null
  readonly acceptedTermsAt: string | null
}

export type ProofState = 'recorded' | 'sealed' | 'stamped'

export interface TimelineItem {
  /** Uuid of the entry. */
  readonly id: string
  readonly hash: string
  readonly stream: string
  readonly revision: number
  readonly type: string
  readonly typeVersion: number
  readonly actor: { readonly id: string; readonly role: Role; readonly name: string | null }
  readonly occurredAt: Envelope['occurredAt']
  readonly recordedAt: string
  readonly data: Envelope['data']
  /** Opened commitments by field; null where erased. */
  readonly personal: Readonly<Record<string, unknown>>
  /** Names of actors and documents that `data` refers to by id, for the sentence. */
  readonly names: Readonly<Record<string, string | null>>
  readonly documents: Envelope['documents']
  readonly state: ProofState
  /** Trusted bounds of the entry, when stamped. */
  readonly notBefore: string | null
  readonly notAfter: string | null
}

export type AccessKind =
  'case' | 'evidence' | 'export' | 'screen' | 'search' | 'session' | 'verification'

/** One reading of a person's, as its entry tells it. */
export interface Access {
  /** Its place in the list. */
  readonly id: string
  readonly kind: AccessKind
  /** In which he read. */
  readonly role: Role
  /** Code; null for a session, which states it after it is opened. */
  readonly purpose: string | null
  /** The reader's own words, to himself alone; null once erased. */
  readonly detail: string | null
  readonly firstAt: string
  /** Of a case or a session once it is over: its last read, and how many they were. */
  readonly lastAt: string | null
  readonly reads: number | null
  /** Uuid of the entry that tells it; null to whom the entry is not visible. */
  readonly entry: string | null
  /** Null to who is not in the case. */
  readonly case: { readonly id: string; readonly number: string | null } | null
  readonly screen: string | null
  /** How many cases a search found. */
  readonly results: number | null
}

/** One entry with its place in the tree and the run that time-stamps it. */
export interface EntryDetail {
  readonly entry: TimelineItem
  readonly seal: {
    /** Leaf index. */
    readonly leaf: number
    readonly batch: number
    /** First leaf of the batch, its number of leaves, tree size after it. */
    readonly first: number
    readonly count: number
    readonly size: number
    readonly sealedAt: string
    /** Checkpoint over `size` leaves: C2SP signed note. */
    readonly note: string
  } | null
  readonly stamp: {
    /** Revision in the stamping stream. */
    readonly stamp: number
    readonly firstBatch: number
    readonly lastBatch: number
    /** Tree size of the stamped checkpoint. */
    readonly size: number
    readonly note: string
    /** The tightest bound first; the tokens themselves stand in the stamping record. */
    readonly tokens: readonly TokenSummary[]
  } | null
}

export interface StampedEntry extends EntryDetail {
  readonly stamp: NonNullable<EntryDetail['stamp']>
}

export interface TokenSummary {
  readonly tsa: string
  readonly policy: string
  /** SHA-256 of the DER token, hexadecimal. */
  readonly digest: string
  /** genTime. */
  readonly generatedAt: string
  readonly notBefore: string
  readonly notAfter: string
}

/** One case of a journal imported from another platform. */
export interface JournalSummary {
  readonly id: string
  /** Name of the platform it comes from. */
  readonly source: string
  /** The case's id over there; null once erased. */
  readonly label: string | null
  readonly entries: number
  /** When its first and last line were recorded here. */
  readonly firstAt: string
  readonly lastAt: string
}

/** The dated facts of one document and one recipient (domain finding 3). */
export interface Delivery {
  readonly document: { readonly id: string; readonly title: string | null; readonly kind: string }
  readonly recipient: CaseActor
  readonly depositedAt: DatedFact | null
  readonly availableAt: DatedFact | null
  /** In the order they were sent: a bounced one stays beside those that follow it (R40). */
  readonly notices: readonly Notice[]
  readonly firstOpenedAt: DatedFact | null
}

/** One notice of availability and what became of it. */
export interface Notice {
  /** Uuid of the notice. */
  readonly id: string
  /** Null when only its outcome was ever told. */
  readonly sentAt: DatedFact | null
  /** Null while unknown. */
  readonly outcome: (DatedFact & { readonly kind: 'delivered' | 'bounced' }) | null
}

export interface DatedFact {
  readonly at: string
  /** Uuid of the entry that tells it. */
  readonly entry: string
  readonly state: ProofState
}

/** How far the read side is. */
export interface ProjectionStatus {
  /** Failing: nothing was stored since the last failure. */
  readonly state: 'live' | 'failing'
  /** Milliseconds that what was recorded last had to wait until queries saw it, or has waited so far. */
  readonly lag: number
}

export interface LedgerHealth {
  readonly origin: string
  readonly profile: 'development' | 'production'
  /** What holds the events. */
  readonly store: 'eventstoredb' | 'sqlite'
  readonly entries: number
  readonly sealed: number
  readonly stamped: number
  readonly lastSealedAt: string | null
  readonly lastStampedAt: string | null
  /** Age of the oldest entry not yet sealed, and not yet stamped, in milliseconds; 0 when none. */
  readonly sealingLag: number
  readonly stampingLag: number
  readonly projections: ProjectionStatus
  readonly tsas: readonly {
    readonly name: string
    readonly state: 'ok' | 'unproved' | 'failing' | 'unknown'
    readonly lastTokenAt: string | null
  }[]
  /** How far the store is known to be whole. */
  readonly reading: {
    /** When it had last been read from its start; null: not yet, or it is not whole. */
    readonly wholeAt: string | null
    /** How much of it this process has read. */
    readonly percent: number
  }
  /** What boot found when it compared the store with `head.note`. */
  readonly alarms: readonly {
    readonly code: string
    readonly message: string
    readonly since: string
  }[]
}
