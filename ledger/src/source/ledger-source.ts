import type { ExportHeader, ExportTrailer } from './export-format.ts'

/**
 * Where the verifier reads a ledger from: an export, or a data folder. Everything handed out is
 * untrusted. A source never throws for what is wrong with the evidence: it hands out a `broken` item
 * at that place and goes on; it throws only when it cannot read at all.
 *
 * Order: the entries of a batch in leaf order, then the batch; a stamp after the last batch of its
 * run; behind the last stamp the closing record of a store that the ledger left; at the end the entries
 * that no batch lists. A source over a store reads the batch first and hands out the entries its ranges
 * name, leaving out those the store does not have; it hands out every entry it has exactly once,
 * unlisted ones included.
 */
export interface LedgerSource {
  /** An export must have a header and a trailer and end at a stamped checkpoint. */
  readonly kind: 'export' | 'data-folder'
  /** `head.note`, kept beside the store, when there is one: the ledger must reach it. */
  readonly head?: string
  /**
   * The entries that tell erasures, DER, where they can be had before all others: a hint, by which what was
   * erased can be listed. Called once, before `items`.
   */
  erasures?(): AsyncIterable<readonly Uint8Array[]>
  /** Chunks of any size ≥ 1; a few hundred entries is right. Called once. */
  items(): AsyncIterable<readonly LedgerItem[]>
}

export type LedgerItem =
  HeaderItem | EntryItem | BatchItem | StampItem | ClosingItem | TrailerItem | BrokenItem

export interface EntryItem {
  readonly kind: 'entry'
  /** Where the source says it stands: the envelope must say the same. */
  readonly stream: string
  readonly revision: number
  readonly der: Uint8Array
  /** Line of an export, from 1. */
  readonly line?: number
}

export interface BatchItem {
  readonly kind: 'batch'
  /** JCS bytes of the record. */
  readonly bytes: Uint8Array
  /** Revision in the sealing stream, where the source knows it. */
  readonly revision?: number
  readonly line?: number
}

export interface StampItem {
  readonly kind: 'stamp'
  readonly bytes: Uint8Array
  readonly revision?: number
  readonly line?: number
}

/** Only in a data folder. */
export interface ClosingItem {
  readonly kind: 'closing'
  readonly bytes: Uint8Array
  /** In the sealing stream. */
  readonly revision: number
  readonly line?: never
}

export interface HeaderItem {
  readonly kind: 'header'
  readonly header: ExportHeader
  readonly line: number
}

export interface TrailerItem {
  readonly kind: 'trailer'
  readonly trailer: ExportTrailer
  readonly line: number
  /** SHA-256 of all bytes before the trailer line, as read, hexadecimal. */
  readonly digest: string
}

/** Something stands there that cannot be read as what it should be. */
export interface BrokenItem {
  readonly kind: 'broken'
  readonly code: 'LINE_MALFORMED' | 'LINE_TOO_LONG' | 'ENTRY_UNREADABLE' | 'RECORD_UNREADABLE'
  readonly message: string
  readonly line?: number
  readonly stream?: string
  readonly revision?: number
}
