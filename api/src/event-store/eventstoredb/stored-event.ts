import type { AllStreamRecordedEvent, EventTypeToRecordedEvent } from '@eventstore/db-client'
import type { EventType } from '@eventstore/db-client'
import { START, type Position, type StoredEvent } from '../event-store.js'

/** An event as the client hands it out. */
export type Recorded = AllStreamRecordedEvent | EventTypeToRecordedEvent<EventType>

/** Revision of the event that stands for a stream deleted for ever, and of no other. */
const TOMBSTONE = 9_223_372_036_854_775_807n

/**
 * Whether an event is to be handed out: EventStoreDB keeps its own beside ours, users with their
 * password hashes among them. Its own are what stands in its own streams, and tombstones; the type says
 * nothing, for any client may write `$…` and links to any stream it may append to.
 */
export function isOurs(event: Recorded): boolean {
  return !event.streamId.startsWith('$') && !isTombstone(event)
}

export function isTombstone({ revision }: Recorded): boolean {
  return revision === TOMBSTONE
}

/**
 * An untrusted event as the port hands it out. What somebody wrote as JSON is no entry; its text goes
 * on as bytes, and whoever reads it says where it stands.
 */
export function toStoredEvent(recorded: Recorded): StoredEvent {
  const { streamId, revision, id, type, data, isJson } = recorded
  return {
    stream: streamId,
    revision: Number(revision),
    position: positionOf(recorded),
    id,
    type,
    data: isJson ? Buffer.from(JSON.stringify(data)) : data,
  }
}

/** Where an event ends in the transaction log: it only orders. */
export function positionOf({ position }: Recorded): Position {
  return position?.commit ?? START
}
