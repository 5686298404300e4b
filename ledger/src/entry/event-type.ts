import { object, oneOf, type ObjectShape, type Shape } from '../shape/shape.ts'

/** One published version of an event type: never changed, only followed by the next (FORMATS §2). */
export interface EventType {
  readonly type: string
  readonly typeVersion: number
  readonly label: EventLabel
  /** Deposit, availability, notice, opening: stamped at once (FORMATS §6). */
  readonly legallyDated: boolean
  /** Clear members; none may carry personal data. Personal values are commitments. */
  readonly data: ObjectShape<unknown>
  /** Fields that may be committed, sorted; `row.*` stands for every field that begins with `row.`. */
  readonly committed: readonly string[]
}

/** What happened, in two or three words without its actor. */
export interface EventLabel {
  readonly fr: string
  readonly en: string
}

type Members = Readonly<Record<string, Shape<unknown>>>

/** What somebody reads for. */
export const purpose = oneOf(
  'audit',
  'case-follow-up',
  'data-protection',
  'evidence',
  'other',
  'support',
)

/** Version 1 of a type. */
export function event(
  type: string,
  fr: string,
  en: string,
  data: Members,
  committed: readonly string[] = [],
): EventType {
  return {
    type,
    typeVersion: 1,
    label: { fr, en },
    legallyDated: false,
    data: object(data),
    committed,
  }
}

/** A later version of a type. */
export function laterVersion(typeVersion: number, eventType: EventType): EventType {
  return { ...eventType, typeVersion }
}

/** Version 1 of a type whose date has legal effect. */
export function legallyDated(
  type: string,
  fr: string,
  en: string,
  data: Members,
  committed: readonly string[] = [],
): EventType {
  return { ...event(type, fr, en, data, committed), legallyDated: true }
}
