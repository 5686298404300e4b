import type { Envelope, JsonValue } from '@contremarque/ledger'
import type { Opening } from '../personal-data/opening.js'
import type { StreamState } from './stream-table.js'

/** A readable entry on its way into the read models. */
export interface ProjectedEntry {
  /** Its number among all entries, in position order. */
  readonly n: number
  readonly stream: StreamState
  readonly envelope: Envelope
  readonly hash: Uint8Array
  /** Our clock, milliseconds since 1970. */
  readonly recordedAt: number
}

/** What was looked up for a page before its transaction began. */
export interface Lookups {
  /** Openings that are still there, by commitment digest. */
  readonly openings: ReadonlyMap<string, Opening>
  /** Person ids by pseudonym, where still known. */
  readonly persons: ReadonlyMap<string, string>
}

/** A member of `data` that should be a string; undefined for whatever else stands there. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The strings of a member that should be a list of them. */
export function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
