/** ETSI EN 319 102-1 indications. */
export type Verdict = 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE'

/** What a single finding means for the verdict. */
export type FindingIndication = 'FAILED' | 'INDETERMINATE' | 'WARNING'

/** One result of a check: data, never an exception. Codes: docs/errors.md. */
export interface Finding {
  readonly indication: FindingIndication
  /** `LEAF_MISMATCH`, `TOKEN_IMPRINT_MISMATCH`… */
  readonly code: string
  readonly check: string
  readonly message: string
  readonly place: Place
  readonly expected?: string
  readonly actual?: string
}

/** Where it is: the most precise members that are known. */
export interface Place {
  readonly stream?: string
  readonly revision?: number
  /** Leaf index. */
  readonly leaf?: number
  readonly batch?: number
  readonly stamp?: number
  /** Line of an export, from 1. */
  readonly line?: number
  /** Byte range in the entry's DER, end exclusive. */
  readonly bytes?: readonly [start: number, end: number]
}

export interface Report {
  readonly v: 'contremarque/report/1'
  readonly verdict: Verdict
  /** One sentence that says the verdict and its limits in words. */
  readonly summary: string
  readonly origin: string | null
  readonly profile: 'development' | 'production' | null
  /** Number of leaves seen. */
  readonly entries: number
  readonly batches: number
  readonly stamps: number
  readonly trust: TrustReport
  readonly checks: readonly CheckReport[]
  readonly findings: readonly Finding[]
  /** How many findings there were beyond the cap on `findings`. */
  readonly findingsLeftOut: number
  readonly unchecked: readonly Unchecked[]
  /** Null when no entry tells an erasure; of a receipt nothing is known of it. */
  readonly erased: ErasedReport | null
  /** Last stamped checkpoint: everything up to here is proved to be not younger than `notAfter`. */
  readonly stampedUpTo: { readonly size: number; readonly notAfter: string } | null
}

/** What can no longer be shown, and is proved all the same. */
export interface ErasedReport {
  /** How many commitments entries name as erased. */
  readonly commitments: number
  /** Where a thousand of them stand at most, in leaf order. */
  readonly entries: readonly {
    readonly stream: string
    readonly revision: number
    /** Names of the committed fields. */
    readonly fields: readonly string[]
  }[]
  /** How many are not among them. */
  readonly leftOut: number
}

export interface TrustReport {
  /** Where the anchors came from: never the evidence itself. */
  readonly source: 'given' | 'beside' | 'none'
  readonly fingerprints: readonly { readonly what: string; readonly sha256: string }[]
}

export interface CheckReport {
  readonly check: string
  readonly verdict: 'PASSED' | 'FAILED' | 'INDETERMINATE'
  /** How many things were checked. */
  readonly checked: number
}

export interface Unchecked {
  /** `LATER_ENTRIES`, `OPENINGS`, `DOCUMENTS`, `WITNESSES`… */
  readonly what: string
  readonly reason: string
}
