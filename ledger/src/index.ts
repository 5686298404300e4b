export { LedgerError } from './errors.ts'
export type {
  Anchor,
  Authentication,
  ClockState,
  Commitment,
  DocumentReference,
  Envelope,
  JsonObject,
  JsonValue,
  OccurredAt,
  Role,
} from './entry/envelope.ts'
export { eventDataProblem, eventTypes, findEventType, mayCommit } from './entry/event-types.ts'
export type { EventLabel, EventType } from './entry/event-types.ts'
