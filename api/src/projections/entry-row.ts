import {
  decodeUtf8,
  storeEventId,
  toHex,
  type Envelope,
  type JsonObject,
} from '@contremarque/ledger'
import type { ReadModelFile } from './read-model-file.js'
import { toInstant } from './proof-lookup.js'

/** A row of `entries`. */
export interface EntryRow {
  readonly n: number
  readonly stream: number
  readonly revision: number
  readonly hash: Uint8Array
  readonly recorded_at: number
  readonly type: string
  /** JCS of the envelope; null when the stored bytes are no entry. */
  readonly envelope: Uint8Array | null
}

/** Uuid and entry hash. */
export function identityOf(row: EntryRow): { id: string; hash: string } {
  return { id: storeEventId(row.hash), hash: toHex(row.hash) }
}

/** The first 48 bits of the hash, which its uuid begins with too: finds an entry by either. */
export function entryKey(hash: Uint8Array): number {
  let key = 0
  for (let i = 0; i < 6; i++) key = key * 256 + hash[i]!
  return key
}

/**
 * What the entry says. An entry of a version that is not known here is shown as far as it can be read,
 * one that cannot be read by what the store calls it.
 */
export function envelopeOf(row: EntryRow): ShownEnvelope {
  const parsed = row.envelope === null ? {} : (JSON.parse(decodeUtf8(row.envelope)) as JsonObject)
  const read = parsed as Partial<Envelope>
  const recordedAt = toInstant(row.recorded_at)
  return {
    type: read.type ?? row.type,
    typeVersion: read.typeVersion ?? 0,
    actor: read.actor ?? { id: NOBODY, role: 'plateforme' },
    occurredAt: read.occurredAt ?? { at: recordedAt, basis: 'observed' },
    recordedAt: read.recordedAt ?? recordedAt,
    data: read.data ?? {},
    documents: read.documents ?? [],
    commitments: read.commitments ?? [],
    anchor: read.anchor ?? null,
  }
}

export type ShownEnvelope = Pick<
  Envelope,
  | 'type'
  | 'typeVersion'
  | 'actor'
  | 'occurredAt'
  | 'recordedAt'
  | 'data'
  | 'documents'
  | 'commitments'
  | 'anchor'
>

/** What the commitments of an entry open to, as far as it was not erased. */
export function personalOf(n: number, file: ReadModelFile): Record<string, unknown> {
  const rows = file.all<{ fields: string }>('SELECT fields FROM personal WHERE n = ?', n)
  return Object.assign({}, ...rows.map(({ fields }) => JSON.parse(fields) as object)) as Record<
    string,
    unknown
  >
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
