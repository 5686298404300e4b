import {
  entryHash,
  isClosingRecord,
  LedgerError,
  parseBatchRecord,
  parseClosingRecord,
  parseEntry,
  parseSignedContent,
  parseStampingRecord,
  type BatchRecord,
  type ClosingRecord,
  type Crypto,
  type Envelope,
  REVOCATION_VERSION,
  type RevocationRecord,
  type StampRecord,
} from '@contremarque/ledger'
import type { StoredEvent } from '../event-store/event-store.js'
import { entryContent } from './entry-content.js'

/** What one stored event says. Form is checked, signatures are not: that is the verifier's. */
export type ReadEvent = ReadEntry | ReadRecord | UnreadableRecord

export type ReadRecord = ReadBatch | ReadStamp | ReadRevocation | ReadClosing

export interface ReadEntry {
  readonly kind: 'entry'
  readonly event: StoredEvent
  /** Entry hash. */
  readonly hash: Uint8Array
  /** Null when the bytes are not an entry, or of an envelope version not known here. */
  readonly envelope: Envelope | null
  /** JCS bytes of the envelope, where the bytes are signed content. */
  readonly content: Uint8Array | null
  /** Why `envelope` is null. */
  readonly problem: { readonly code: string; readonly message: string } | null
}

export interface ReadBatch {
  readonly kind: 'batch'
  readonly event: StoredEvent
  readonly record: BatchRecord
}

export interface ReadStamp {
  readonly kind: 'stamp'
  readonly event: StoredEvent
  readonly record: StampRecord
}

export interface ReadRevocation {
  readonly kind: 'revocation'
  readonly event: StoredEvent
  readonly record: RevocationRecord
}

export interface ReadClosing {
  readonly kind: 'closing'
  readonly event: StoredEvent
  readonly record: ClosingRecord
}

export interface UnreadableRecord {
  readonly kind: 'unreadable'
  readonly event: StoredEvent
  readonly problem: { readonly code: string; readonly message: string }
}

/** `trusting` leaves the form of entries unchecked where roots are compared afterwards. */
export type Reading = 'strict' | 'trusting'

/** Untrusted: whatever stands in the store is answered with what can be said of it, never thrown. */
export function readEvent(event: StoredEvent, crypto: Crypto, reading: Reading): ReadEvent {
  if (event.stream.startsWith('sealing-')) {
    return readRecord(event, () =>
      isClosingRecord(event.data)
        ? { kind: 'closing', event, record: parseClosingRecord(event.data) }
        : { kind: 'batch', event, record: parseBatchRecord(event.data) },
    )
  }
  if (event.stream.startsWith('stamping-')) {
    return readRecord(event, () => {
      const record = parseStampingRecord(event.data)
      return record.v === REVOCATION_VERSION
        ? { kind: 'revocation', event, record }
        : { kind: 'stamp', event, record }
    })
  }
  const hash = entryHash(event.data, crypto)
  const plain = reading === 'trusting' ? entryContent(event) : undefined
  if (plain !== undefined) return { kind: 'entry', event, hash, ...plain, problem: null }
  return readEntry(event, hash, crypto)
}

function readEntry(event: StoredEvent, hash: Uint8Array, crypto: Crypto): ReadEntry {
  try {
    const { envelope, content } = parseEntry(event.data, crypto)
    const isHere = envelope.stream === event.stream && envelope.revision === event.revision
    const problem = isHere ? null : MISPLACED
    return { kind: 'entry', event, hash, envelope: isHere ? envelope : null, content, problem }
  } catch (error) {
    const problem = problemOf(error)
    const content = problem.code === 'ENVELOPE_VERSION_UNKNOWN' ? contentOf(event, crypto) : null
    return { kind: 'entry', event, hash, envelope: null, content, problem }
  }
}

function contentOf(event: StoredEvent, crypto: Crypto): Uint8Array {
  return parseSignedContent(event.data, crypto).content
}

function readRecord(event: StoredEvent, read: () => ReadRecord): ReadEvent {
  try {
    return read()
  } catch (error) {
    return { kind: 'unreadable', event, problem: problemOf(error) }
  }
}

function problemOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof LedgerError)) throw error
  const { code, message } = error as LedgerError
  return { code, message }
}

const MISPLACED = {
  code: 'ENTRY_MISPLACED',
  message: 'the entry names another stream or revision than where it stands',
}
