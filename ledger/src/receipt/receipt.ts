import type { Algorithms } from '../records/algorithms.ts'
import type { StampToken } from '../records/records.ts'

/** `docs/spec/receipt.md` is normative. A receipt file is the JCS of this. */
export const RECEIPT_VERSION = 'contremarque/receipt/1'
export const RECEIPT_MEDIA_TYPE = 'application/vnd.contremarque.receipt+json'

/**
 * What a party keeps about one entry: verifies alone, and against a ledger (FORMATS §4). It holds
 * nothing that cannot be verified.
 */
export interface Receipt {
  readonly v: typeof RECEIPT_VERSION
  readonly origin: string
  /** Entry hash of the genesis entry, hexadecimal. */
  readonly genesis: string
  readonly algorithms: Algorithms
  readonly state: ReceiptState
  readonly stream: string
  readonly revision: number
  /** Entry hash, hexadecimal. */
  readonly hash: string
  /** The signed entry, DER, base64. */
  readonly entry: string
  /** The promise: sealed at most so long after `recordedAt`, in milliseconds. */
  readonly mergeDelay: number
  /** Present from `sealed`. */
  readonly seal: ReceiptSeal | null
  /** Present from `stamped`: the first stamped checkpoint that covers the entry. */
  readonly stamp: ReceiptStamp | null
  /** The stamped checkpoint that the entry names as its anchor; null when it names none. */
  readonly anchor: StampedNote | null
  /** LedgerOpened and the entries that make the entry's key and its tokens' authorities valid, by leaf index. */
  readonly keys: readonly KeyEvidence[]
}

export type ReceiptState = 'recorded' | 'sealed' | 'stamped'

export interface ReceiptSeal {
  /** Leaf index. */
  readonly leaf: number
  /** The batch's note. */
  readonly note: string
  /** RFC 9162 inclusion proof of the leaf in that checkpoint, hexadecimal. */
  readonly inclusion: readonly string[]
}

export interface ReceiptStamp extends StampedNote {
  /** RFC 9162 inclusion proof of the leaf in the stamped checkpoint, hexadecimal. */
  readonly inclusion: readonly string[]
}

/** A checkpoint and the tokens over the RFC 4998 tree in which its note is the last data object. */
export interface StampedNote {
  /** As in the batch record, byte for byte. */
  readonly note: string
  /** RFC 4998 siblings from the note's digest up to the imprint, hexadecimal; empty when it is the root. */
  readonly path: readonly string[]
  readonly tokens: readonly StampToken[]
}

export interface KeyEvidence {
  readonly leaf: number
  /** The signed entry, DER, base64. */
  readonly entry: string
  /**
   * RFC 9162 inclusion proof in the checkpoint of `stamp`, else of `seal`, hexadecimal; empty in a
   * `recorded` receipt.
   */
  readonly inclusion: readonly string[]
}
