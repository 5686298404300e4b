import { canonicalize, type JsonValue } from '@contremarque/ledger'
import { hash } from 'node:crypto'
import type { SessionRecord } from '../identity/session-record.js'
import type { Recorded as RecordedAction } from '../recorder/record-request.js'
import type { Idempotency } from '../recorder/request-reference.js'

/** How a write is asked for: who, under which key, and how long to wait for the time-stamp. */
export interface WriteRequest {
  readonly session: SessionRecord
  /** The client's Idempotency-Key. */
  readonly key: string
  /** Milliseconds; 0 answers as soon as it is durable. */
  readonly wait: number
  /** Told where in the log what was asked for stands. */
  readonly written: (position: RecordedAction['position']) => void
}

/** What tells a repeat: the caller's key, and the digest of what he asks of what. */
export function idempotencyOf(
  { session, key }: Pick<WriteRequest, 'session' | 'key'>,
  target: string,
  body: unknown,
): Idempotency {
  const text = canonicalize([target, body as JsonValue])
  return { caller: session.person.id, key, bodyDigest: hash('sha256', text) }
}
