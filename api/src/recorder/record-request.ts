import type { Envelope } from '@contremarque/ledger'
import type { Decider, Person } from '../actions/decider.js'
import type { Position } from '../event-store/event-store.js'
import type { Idempotency } from './request-reference.js'

export interface RecordRequest<State, Action> {
  readonly stream: string
  readonly decider: Decider<State, Action>
  readonly action: Action
  readonly person: Person
  /** Absent for what the platform does of itself. */
  readonly idempotency?: Idempotency
  readonly correlation?: string
}

export interface Recorded {
  readonly stream: string
  readonly entries: readonly RecordedEntry[]
  readonly position: Position
  /** True when an earlier request with the same key is answered again. */
  readonly repeated: boolean
}

export interface RecordedEntry {
  /** Uuid: the store's event id. */
  readonly id: string
  /** Entry hash, hexadecimal. */
  readonly hash: string
  readonly der: Uint8Array
  readonly envelope: Envelope
}
