import type { Crypto } from '../crypto/crypto.ts'
import type { Receipt } from '../receipt/receipt.ts'
import type { LedgerSource } from '../source/ledger-source.ts'
import type { Trust } from '../trust/trust.ts'
import type { SignatureVerifier } from './signature-verifier.ts'

export interface VerifyOptions {
  /** Untrusted. */
  readonly source: LedgerSource
  /** Never from the evidence; null when the reader has none: at best INDETERMINATE. */
  readonly trust: Trust | null
  /** For the report; `none` when `trust` is null. */
  readonly trustSource: 'given' | 'beside' | 'none'
  readonly crypto: Crypto
  /** A receipt or a checkpoint (signed note) that the ledger must contain. Untrusted. */
  readonly against?: Against
  /** Leaves the signatures of entries out: at best INDETERMINATE. */
  readonly integrityOnly?: boolean
  /** Default: `crypto` on the calling thread. */
  readonly signatureVerifier?: SignatureVerifier
  readonly onProgress?: (progress: Progress) => void
  /** Findings kept in the report, default 200; the rest is counted. */
  readonly findingsCap?: number
}

export type Against =
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  | { readonly kind: 'checkpoint'; readonly note: string }

/** So far. */
export interface Progress {
  readonly entries: number
  readonly batches: number
  readonly stamps: number
}
