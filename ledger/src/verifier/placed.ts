import type { ParsedEntry, SignedContent } from '../entry/parse-entry.ts'
import type { LedgerError } from '../errors.ts'
import type {
  BatchRecord,
  ClosingRecord,
  RevocationRecord,
  StampRecord,
} from '../records/records.ts'
import type { Place } from '../report/report.ts'

/** An entry as read, at the place a batch gives it: in none, `leaf` and `batch` are undefined. */
export interface PlacedEntry {
  /** Where the source says it stands. */
  readonly stream: string
  readonly revision: number
  readonly line: number | undefined
  /** Entry hash = leaf hash. */
  readonly hash: Uint8Array
  /** SHA-256 of the entry: the RFC 4998 data object. */
  readonly digest: Uint8Array
  /** Absent when the bytes are no entry of a version we know. */
  readonly parsed: ParsedEntry | undefined
  /** Present even when only the envelope is not one we know. */
  readonly signed: SignedContent | undefined
  readonly problem: LedgerError | undefined
  leaf: number | undefined
  batch: number | undefined
}

/** Where an entry stands, as far as it is known. */
export interface EntryPlace {
  readonly stream: string
  readonly revision: number
  readonly line: number | undefined
  readonly leaf: number | undefined
  readonly batch: number | undefined
}

export interface PlacedBatch {
  readonly record: BatchRecord
  /** SHA-256 of the record's bytes, hexadecimal. */
  readonly hash: string
  readonly place: Place
  /** In leaf order; undefined where the entry is missing. */
  readonly entries: readonly (PlacedEntry | undefined)[]
}

export interface PlacedStamp {
  readonly record: StampRecord
  readonly hash: string
  readonly place: Place
  /** Its tokens found valid, filled in by the token check. */
  readonly tokens: StampedToken[]
}

export interface PlacedRevocation {
  readonly record: RevocationRecord
  readonly hash: string
  readonly place: Place
}

export interface PlacedClosing {
  readonly record: ClosingRecord
  readonly place: Place
}

/** A token found valid, as far as could be checked. */
export interface StampedToken {
  /** SHA-256 of its DER, hexadecimal: what anchors name. */
  readonly hash: string
  readonly genTime: number
  /** Milliseconds since 1970: neither before nor after what the token proves. */
  readonly notBefore: number
  readonly notAfter: number
}

/** The most that is known about where an entry stands. */
export function placeOf(entry: EntryPlace, bytes?: readonly [number, number]): Place {
  const { stream, revision, leaf, batch, line } = entry
  return {
    stream,
    revision,
    ...(leaf === undefined ? {} : { leaf }),
    ...(batch === undefined ? {} : { batch }),
    ...(line === undefined ? {} : { line }),
    ...(bytes === undefined ? {} : { bytes }),
  }
}
