import { algorithms, type Algorithms } from '../records/algorithms.ts'
import { count, hash, note, origin } from '../shape/scalars.ts'
import { nullable, object, oneOf } from '../shape/shape.ts'

/** `docs/spec/export.md` is normative. */
export const EXPORT_VERSION = 'contremarque/export/1'
export const EXPORT_MEDIA_TYPE = 'application/vnd.contremarque.export+jsonl'

/** A line without its line feed is at most this long, in bytes. */
export const MAX_LINE_BYTES = 1024 * 1024

/** The first line. */
export interface ExportHeader {
  readonly kind: 'header'
  readonly v: typeof EXPORT_VERSION
  readonly origin: string
  /** Entry hash of the genesis entry, hexadecimal. */
  readonly genesis: string
  readonly algorithms: Algorithms
}

/** The last line: finds accidents, not forgers. */
export interface ExportTrailer {
  readonly kind: 'trailer'
  readonly entries: number
  readonly batches: number
  readonly stamps: number
  /** Note of the last batch; null when there is none. */
  readonly note: string | null
  /** SHA-256 of all bytes before this line, hexadecimal. */
  readonly sha256: string
}

export const exportHeader = object({
  kind: oneOf('header'),
  v: oneOf(EXPORT_VERSION),
  origin,
  genesis: hash,
  algorithms,
})

export const exportTrailer = object({
  kind: oneOf('trailer'),
  entries: count,
  batches: count,
  stamps: count,
  note: nullable(note),
  sha256: hash,
})
