import { z } from 'zod'
import {
  Day,
  Instant,
  JsonRecord,
  OccurredAt,
  pageOf,
  ProofState,
  Revision,
  Role,
  Sha256,
  text,
  Uuid,
} from './primitives.js'

export const CaseState = z
  .enum([
    'ordered',
    'designated',
    'accepted',
    'declined',
    'vacant',
    'open',
    'pre-report',
    'reported',
    'closed',
  ])
  .meta({ id: 'CaseState' })

export const CaseAlert = z
  .object({
    code: z.enum([
      'NOTICE_BOUNCED',
      'DOCUMENT_UNOPENED',
      'REPORT_OVERDUE',
      'ACTION_REFUSED',
      'CONSIGNATION_PENDING',
    ]),
    count: z.int(),
  })
  .meta({ id: 'CaseAlert' })

const summary = {
  id: Uuid,
  number: z.string().nullable().meta({ description: 'N° RG; null once erased' }),
  court: z.string().nullable(),
  subject: z.string().nullable(),
  expert: z.string().nullable(),
  state: CaseState,
  reportDueOn: Day.nullable(),
  lastActivityAt: Instant,
  alerts: z.array(CaseAlert),
  zone: z.string().meta({ description: 'IANA zone of the court, in which times are shown' }),
}

export const CaseSummary = z.object(summary).meta({ id: 'CaseSummary' })
export const CasePage = pageOf(CaseSummary, 'CasePage')

export const CaseActor = z
  .object({
    id: Uuid.meta({ description: 'Pseudonym in this case' }),
    role: Role,
    name: z.string().nullable(),
    actsFor: Uuid.nullable(),
    addedAt: Instant,
    removedAt: Instant.nullable().meta({ description: 'Null while in the case in that role' }),
    acceptedTermsAt: Instant.nullable(),
  })
  .meta({ id: 'CaseActor' })

export const CaseIntegrity = z
  .object({
    entries: z.int(),
    sealed: z.int(),
    stamped: z.int(),
    stampedUpTo: Instant.nullable(),
  })
  .meta({ id: 'CaseIntegrity' })

export const CaseDetail = z
  .object({
    ...summary,
    mission: z.array(z.string()),
    controlJudge: z.string().nullable(),
    orderedOn: Day.nullable(),
    parties: z.array(CaseActor),
    consignation: z.object({
      amountCents: z.int().nullable(),
      dueOn: Day.nullable(),
      recordedAt: Instant.nullable(),
      notifiedAt: Instant.nullable(),
      immediateStart: z.boolean(),
    }),
    integrity: CaseIntegrity,
    self: Uuid.nullable().meta({ description: 'My pseudonym in this case' }),
  })
  .meta({ id: 'CaseDetail' })

export const DocumentReference = z
  .object({
    id: Uuid,
    sha256: Sha256.meta({ description: 'Of the stored, encrypted bytes' }),
    size: z.int(),
    mediaType: z.string(),
  })
  .meta({ id: 'DocumentReference' })

export const TimelineItem = z
  .object({
    id: Uuid,
    hash: Sha256,
    stream: z.string(),
    revision: Revision,
    type: z.string(),
    typeVersion: z.int(),
    actor: z.object({ id: Uuid, role: Role, name: z.string().nullable() }),
    occurredAt: OccurredAt,
    recordedAt: Instant,
    data: JsonRecord,
    personal: JsonRecord.meta({ description: 'Opened commitments by field; null where erased' }),
    names: z
      .record(z.string(), z.string().nullable())
      .meta({ description: 'Names of the actors and documents that `data` refers to by id' }),
    documents: z.array(DocumentReference),
    state: ProofState,
    notBefore: Instant.nullable(),
    notAfter: Instant.nullable(),
  })
  .meta({ id: 'TimelineItem' })
export const TimelinePage = pageOf(TimelineItem, 'TimelinePage')

export const DatedFact = z
  .object({ at: Instant, entry: Uuid, state: ProofState })
  .meta({ id: 'DatedFact' })

export const Notice = z
  .object({
    id: z.string(),
    sentAt: DatedFact.nullable().meta({ description: 'Null when only the outcome was told' }),
    outcome: z
      .object({ ...DatedFact.shape, kind: z.enum(['delivered', 'bounced']) })
      .nullable()
      .meta({ description: 'Null while unknown' }),
  })
  .meta({ id: 'Notice' })

export const Delivery = z
  .object({
    document: z.object({ id: Uuid, title: z.string().nullable(), kind: z.string() }),
    recipient: CaseActor,
    depositedAt: DatedFact.nullable(),
    availableAt: DatedFact.nullable(),
    notices: z
      .array(Notice)
      .meta({ description: 'In the order they were sent; a bounced one stays' }),
    firstOpenedAt: DatedFact.nullable(),
  })
  .meta({ id: 'Delivery' })

export const DeliveryList = z.object({ items: z.array(Delivery) }).meta({ id: 'DeliveryList' })

export const SearchCases = z
  .strictObject({
    text: text(200),
    cursor: z.string().max(512).optional(),
    limit: z.int().min(1).max(200).default(50),
  })
  .meta({ id: 'SearchCases' })
export type SearchCases = z.infer<typeof SearchCases>
