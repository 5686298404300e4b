/** Records of the `sealing-` and `stamping-` streams: JCS JSON, not entries, not leaves (docs/spec/records.md). */

import type { Algorithms } from './algorithms.ts'

export type { Algorithms }

export const BATCH_VERSION = 'contremarque/batch/1'
export const STAMP_VERSION = 'contremarque/stamp/1'
export const REVOCATION_VERSION = 'contremarque/revocation/1'
export const CLOSED_VERSION = 'contremarque/closed/1'

/** One sealed batch: at most 4,096 entries; none in a heartbeat. */
export interface BatchRecord {
  readonly v: typeof BATCH_VERSION
  readonly origin: string
  readonly algorithms: Algorithms
  /** From 0; the revision in the sealing stream. */
  readonly batch: number
  /** Index of the first leaf. */
  readonly first: number
  /** Number of leaves. */
  readonly count: number
  /** Contiguous revisions per stream, in leaf order. */
  readonly ranges: readonly SealedRange[]
  /** The checkpoint over all leaves so far: C2SP signed note, with the ledger's own line only. */
  readonly note: string
  /** Our clock. */
  readonly sealedAt: string
  /** SHA-256 of the JCS bytes of the record before, hexadecimal; null for batch 0. */
  readonly previous: string | null
}

export interface SealedRange {
  readonly stream: string
  /** First revision. */
  readonly from: number
  /** Last revision, inclusive. */
  readonly to: number
}

/** Ends the sealing stream of a store that the ledger left: it goes on in another one. */
export interface ClosingRecord {
  readonly v: typeof CLOSED_VERSION
  readonly origin: string
  readonly algorithms: Algorithms
  /** Number of leaves that the last batch ends at. */
  readonly size: number
  /** Our clock. */
  readonly closedAt: string
  /** SHA-256 of the JCS bytes of the last batch's record, hexadecimal. */
  readonly previous: string
}

/** Revocation data of one authority, fetched when its tokens stood in the ledger already. */
export interface RevocationRecord {
  readonly v: typeof REVOCATION_VERSION
  readonly origin: string
  readonly algorithms: Algorithms
  /** Counted on with the stamps; the revision in the stamping stream. */
  readonly stamp: number
  /** As the tokens name it. */
  readonly tsa: string
  /** The stamps whose tokens by the authority it is for, inclusive; all of them stand before it. */
  readonly firstStamp: number
  readonly lastStamp: number
  /** DER, base64; at least one in the two. */
  readonly crls: readonly string[]
  readonly ocsps: readonly string[]
  /** Our clock. */
  readonly fetchedAt: string
  readonly previous: string
}

/** What the stamping stream holds. */
export type StampingRecord = StampRecord | RevocationRecord

/** Time-stamp tokens over one run of consecutive batches. */
export interface StampRecord {
  readonly v: typeof STAMP_VERSION
  readonly origin: string
  readonly algorithms: Algorithms
  /** From 0; the revision in the stamping stream. */
  readonly stamp: number
  readonly firstBatch: number
  readonly lastBatch: number
  /** RFC 4998 root over [entries of the run in leaf order…, note of the last batch], hexadecimal. */
  readonly imprint: string
  /** At least one. */
  readonly tokens: readonly StampToken[]
  readonly stampedAt: string
  readonly previous: string | null
}

export interface StampToken {
  /** Name of the TSA in the ledger's configuration. */
  readonly tsa: string
  /** Nonce that was asked for: lower-case hexadecimal of the integer's content bytes. */
  readonly nonce: string
  /** Policy that was asked for or, where none was, that was answered: dotted. */
  readonly policy: string
  /** DER TimeStampToken, verbatim, base64. */
  readonly token: string
  /** Issuer certificates, DER, base64, signer's issuer first; the root may be left out. */
  readonly chain: readonly string[]
  /** What was fetched at once: DER, base64. */
  readonly crls: readonly string[]
  readonly ocsps: readonly string[]
}
