import {
  base64url,
  boolean,
  code,
  count,
  day,
  hash,
  instant,
  objectIdentifier,
  uuid,
  verifierKey,
} from '../shape/scalars.ts'
import { list, nullable, object, oneOf, type ObjectShape, type Shape } from '../shape/shape.ts'
import { algorithms } from '../records/algorithms.ts'
import type { JsonObject } from './envelope.ts'

/** One published version of an event type: never changed, only followed by the next (FORMATS §2). */
export interface EventType {
  readonly type: string
  readonly typeVersion: number
  /** Deposit, availability, notice, opening: stamped at once (FORMATS §6). */
  readonly legallyDated: boolean
  /** Clear members; none may carry personal data. Personal values are commitments. */
  readonly data: ObjectShape<unknown>
}

/** The type's shape for an entry, or undefined when this version of the library does not know it. */
export function findEventType(type: string, typeVersion: number): EventType | undefined {
  return byName.get(type)?.[typeVersion - 1]
}

/** What is wrong with `data`, or null. */
export function eventDataProblem(eventType: EventType, data: JsonObject): string | null {
  return eventType.data.problem(data)
}

function event(
  type: string,
  data: Record<string, Shape<unknown>>,
  legallyDated = false,
): EventType {
  return { type, typeVersion: 1, legallyDated, data: object(data) }
}

function legallyDated(type: string, data: Record<string, Shape<unknown>>): EventType {
  return event(type, data, true)
}

const trustedTsa = {
  name: code,
  policies: list(objectIdentifier, 1, 16),
  certificates: list(hash, 1, 16),
  accuracy: count,
}

const platformTypes = [
  event('LedgerOpened', {
    profile: oneOf('development', 'production'),
    algorithms,
    checkpointKey: verifierKey,
    /** The certificate that signs this very entry, DER. */
    sealCertificate: base64url,
    tsas: list(object(trustedTsa), 1, 16),
    /** Milliseconds. */
    mergeDelay: count,
    /** The ledger this one goes on from: its last stamped checkpoint. */
    predecessor: nullable(object({ checkpoint: base64url, size: count, root: hash })),
  }),
  event('SealKeyAdded', { certificate: base64url }),
  event('TsaAdded', trustedTsa),
  event('TimestampingInterrupted', { since: instant, tsas: list(code, 0, 16) }),
  event('TimestampingResumed', { since: instant, until: instant }),
  event('OpeningsErased', { commitments: list(hash, 1, 512), basis: code }),
  event('ConsoleSessionOpened', { session: uuid }),
]

const actorTypes = [
  event('ActorEnrolled', { person: uuid }),
  event('TermsAccepted', { terms: code, version: code }),
]

/** The content of these is fixed with the deciders in api/src/actions. */
const expertiseTypes = [
  event('ExpertiseOrdered', { mission: uuid, orderedOn: day, reportDue: nullable(day) }),
  event('DesignationNotified', { actor: uuid }),
  event('DesignationAccepted', {}),
  event('DesignationDeclined', { ground: code }),
  event('ActorAdded', { actor: uuid, role: code }),
  event('ConsignationRecorded', { amountCents: count, paidOn: day }),
  event('ConsignationNotified', {}),
  event('ImmediateStartOrdered', {}),
  event('JudgeDecisionRecorded', { decision: uuid, rulesLifted: list(code, 0, 64) }),
  legallyDated('DocumentDeposited', { document: uuid }),
  legallyDated('DocumentMadeAvailable', { document: uuid, recipients: list(uuid, 1, 256) }),
  legallyDated('NoticeSent', { notice: uuid, recipient: uuid, channel: code }),
  legallyDated('NoticeDelivered', { notice: uuid, recipient: uuid }),
  legallyDated('NoticeBounced', { notice: uuid, recipient: uuid, reason: code }),
  legallyDated('DocumentOpened', { document: uuid, first: boolean }),
  event('CaseConsulted', { session: uuid }),
  legallyDated('PreReportFiled', { document: uuid }),
  legallyDated('ReportFiled', { document: uuid }),
  event('ExpertiseClosed', {}),
  event('ActionRefused', { action: code, rule: code }),
  event('RefusalsSummarised', { count, from: instant, until: instant }),
]

const journalTypes = [event('JournalEntryImported', { source: code, activity: code, line: count })]

/** Every published type and version, in the order of docs/events.md. */
export const eventTypes: readonly EventType[] = [
  ...platformTypes,
  ...actorTypes,
  ...expertiseTypes,
  ...journalTypes,
]

const byName = Map.groupBy(eventTypes, (eventType) => eventType.type)
