import type { DocumentReference, JsonValue, OccurredAt } from '@contremarque/ledger'
import type { DraftEvent } from '../decider.js'
import type { PlainDocument } from './action.js'
import type { ExpertiseEventData, ExpertiseEventType } from './event-data.js'

interface DraftExtras {
  readonly personal?: Readonly<Record<string, JsonValue>>
  readonly subject?: string
  readonly documents?: readonly DocumentReference[]
  readonly occurredAt?: OccurredAt
}

/** An event of a case, version 1. Personal fields that are null are left out: there is nothing to commit. */
export function draft<Type extends ExpertiseEventType>(
  type: Type,
  data: ExpertiseEventData[Type],
  extras: DraftExtras = {},
): DraftEvent {
  const { personal = {}, documents = [], ...others } = extras
  const present = Object.entries(personal).filter(([, value]) => value !== null)
  return {
    type,
    typeVersion: 1,
    data,
    personal: Object.fromEntries(present),
    documents,
    ...others,
  }
}

/** What a depositor hands over, as committed fields. */
export function plainFields(plain: PlainDocument): Record<string, JsonValue> {
  return {
    title: plain.title,
    fileName: plain.fileName,
    plainMediaType: plain.mediaType,
    plainSha256: plain.sha256,
    plainSize: plain.size,
  }
}
