import type { JsonObject } from './envelope.ts'
import type { EventType } from './event-type.ts'
import { expertiseTypes } from './expertise-event-types.ts'
import { actorTypes, consoleTypes, journalTypes, platformTypes } from './platform-event-types.ts'

export type { EventLabel, EventType } from './event-type.ts'

/** Every published type and version, in the order of docs/events.md. */
export const eventTypes: readonly EventType[] = [
  ...platformTypes,
  ...actorTypes,
  ...expertiseTypes,
  ...consoleTypes,
  ...journalTypes,
]

const byName = Map.groupBy(eventTypes, (eventType) => eventType.type)

/** The type's shape for an entry, or undefined when this version of the library does not know it. */
export function findEventType(type: string, typeVersion: number): EventType | undefined {
  return byName.get(type)?.[typeVersion - 1]
}

/** What is wrong with `data`, or null. */
export function eventDataProblem(eventType: EventType, data: JsonObject): string | null {
  return eventType.data.problem(data)
}

/** Whether the catalogue lets the type commit a field of this name. */
export function mayCommit(eventType: EventType, field: string): boolean {
  return eventType.committed.some((name) =>
    name.endsWith('*') ? field.startsWith(name.slice(0, -1)) : field === name,
  )
}
