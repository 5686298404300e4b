import type { Envelope } from '@contremarque/ledger'
import type { ReadModelFile } from './read-model-file.js'
import type { ProofState } from './read-model.js'

/** Where an entry stands in the tree. */
export interface SealedPlace {
  readonly leaf: number
  readonly batch: number
}

/** The run that covers a batch. */
export interface StampRow {
  readonly stamp: number
  readonly first_batch: number
  readonly last_batch: number
  readonly size: number
  readonly stamped_at: number
  readonly not_after: number | null
}

export interface Proof {
  readonly state: ProofState
  readonly notBefore: string | null
  readonly notAfter: string | null
}

interface RangeRow {
  readonly first_leaf: number
  readonly first_revision: number
  readonly last_revision: number
  readonly batch: number
}

/** Proof states and bounds; what neighbouring entries share is read once. For one query. */
export class ProofLookup {
  private readonly file: ReadModelFile
  private readonly stamps = new Map<number, StampRow | undefined>()
  private readonly anchors = new Map<string, number | null>()
  private lastRange: { readonly stream: number; readonly range: RangeRow } | undefined

  constructor(file: ReadModelFile) {
    this.file = file
  }

  /** The leaf and batch of an entry; undefined when it is not sealed yet. */
  placeOf(stream: number, revision: number): SealedPlace | undefined {
    const range = this.rangeOf(stream, revision)
    if (range === undefined) return undefined
    return { leaf: range.first_leaf + revision - range.first_revision, batch: range.batch }
  }

  /** The earliest stamped run that covers a batch. */
  stampOf(batch: number): StampRow | undefined {
    if (this.stamps.has(batch)) return this.stamps.get(batch)
    const sql = 'SELECT * FROM stamps WHERE last_batch >= ? ORDER BY last_batch LIMIT 1'
    const row = this.file.get<StampRow>(sql, batch)
    const covering = row !== undefined && row.first_batch <= batch ? row : undefined
    this.stamps.set(batch, covering)
    return covering
  }

  stateOf(stream: number, revision: number): ProofState {
    const place = this.placeOf(stream, revision)
    if (place === undefined) return 'recorded'
    return this.stampOf(place.batch) === undefined ? 'sealed' : 'stamped'
  }

  /** Trusted bounds only for what is stamped (FORMATS §7). */
  proofOf(stream: number, revision: number, anchor: Envelope['anchor']): Proof {
    const place = this.placeOf(stream, revision)
    const stamp = place === undefined ? undefined : this.stampOf(place.batch)
    const state = place === undefined ? 'recorded' : stamp === undefined ? 'sealed' : 'stamped'
    if (stamp === undefined) return { state, notBefore: null, notAfter: null }
    const notBefore = anchor === null ? null : this.anchoredAt(anchor.token)
    return { state, notBefore: toInstant(notBefore), notAfter: toInstant(stamp.not_after) }
  }

  private anchoredAt(token: string): number | null {
    let at = this.anchors.get(token)
    if (at === undefined) {
      const sql = 'SELECT not_before AS at FROM tokens WHERE digest = ?'
      at = this.file.get<{ at: number }>(sql, token)?.at ?? null
      this.anchors.set(token, at)
    }
    return at
  }

  private rangeOf(stream: number, revision: number): RangeRow | undefined {
    const last = this.lastRange
    if (last?.stream === stream && covers(last.range, revision)) return last.range
    const range = this.file.get<RangeRow>(RANGE, stream, revision)
    if (range === undefined || !covers(range, revision)) return undefined
    this.lastRange = { stream, range }
    return range
  }
}

/** RFC 3339 in UTC. */
export function toInstant(at: number): string
export function toInstant(at: number | null): string | null
export function toInstant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

function covers(range: RangeRow, revision: number): boolean {
  return range.first_revision <= revision && revision <= range.last_revision
}

const RANGE = `SELECT first_leaf, first_revision, last_revision, batch FROM ranges
  WHERE stream = ? AND first_revision <= ? ORDER BY first_revision DESC LIMIT 1`
