import { z } from 'zod'
import { ClaimedInstant, Day, Role, Sha256, text, Uuid } from './primitives.js'

/** Orders an expertise: the case comes into being with it. */
export const OrderExpertise = z
  .strictObject({
    kind: z.literal('OrderExpertise'),
    number: text(40).meta({ description: 'N° RG' }),
    court: text(200),
    subject: text(500),
    mission: z
      .array(text(2000))
      .min(1)
      .max(60)
      .meta({ description: 'Heads of the mission, in order' }),
    zone: z.string().max(64).refine(isTimeZone, 'IANA time zone expected'),
    orderedOn: Day,
    reportDueOn: Day,
    consignation: z.strictObject({ amountCents: z.int().positive(), dueOn: Day }).optional(),
  })
  .meta({ id: 'OrderExpertise' })
export type OrderExpertise = z.infer<typeof OrderExpertise>

const recipients = z.array(Uuid).min(1).max(200).meta({ description: 'Pseudonyms in the case' })

const caseActions = [
  z
    .strictObject({
      kind: z.literal('AddActor'),
      person: Uuid,
      role: Role,
      actsFor: Uuid.optional(),
    })
    .meta({ id: 'AddActor' }),
  z
    .strictObject({ kind: z.literal('NotifyDesignation'), expert: Uuid })
    .meta({ id: 'NotifyDesignation' }),
  z
    .strictObject({
      kind: z.literal('AcceptDesignation'),
      competence: z.literal(true),
      availability: z.literal(true),
      noConflictOfInterest: z.literal(true),
    })
    .meta({ id: 'AcceptDesignation' }),
  z
    .strictObject({ kind: z.literal('DeclineDesignation'), reason: text(2000) })
    .meta({ id: 'DeclineDesignation' }),
  z
    .strictObject({
      kind: z.literal('RecordConsignation'),
      amountCents: z.int().positive(),
      paidAt: ClaimedInstant,
    })
    .meta({ id: 'RecordConsignation' }),
  z.strictObject({ kind: z.literal('NotifyConsignation') }).meta({ id: 'NotifyConsignation' }),
  z
    .strictObject({ kind: z.literal('OrderImmediateStart'), reason: text(2000) })
    .meta({ id: 'OrderImmediateStart' }),
  z
    .strictObject({
      kind: z.literal('RecordJudgeDecision'),
      reference: text(100),
      scope: text(2000),
      lifts: z
        .array(z.string().regex(/^R\d{2}$/))
        .max(40)
        .meta({ description: 'Rules lifted' }),
    })
    .meta({ id: 'RecordJudgeDecision' }),
  z
    .strictObject({ kind: z.literal('MakeDocumentAvailable'), document: Uuid, recipients })
    .meta({ id: 'MakeDocumentAvailable' }),
  z
    .strictObject({
      kind: z.literal('SendNotice'),
      document: Uuid.optional(),
      recipients,
      channel: z.enum(['platform', 'email', 'registered-letter', 'rpva']),
      subject: text(300),
    })
    .meta({ id: 'SendNotice' }),
  z
    .strictObject({
      kind: z.literal('RecordNoticeOutcome'),
      notice: Uuid,
      recipient: Uuid,
      outcome: z.enum(['delivered', 'bounced']),
      at: ClaimedInstant,
      reason: text(500).optional(),
    })
    .meta({ id: 'RecordNoticeOutcome' }),
  z
    .strictObject({ kind: z.literal('FilePreReport'), document: Uuid, observationsDueOn: Day })
    .meta({ id: 'FilePreReport' }),
  z.strictObject({ kind: z.literal('FileReport'), document: Uuid }).meta({ id: 'FileReport' }),
  z
    .strictObject({ kind: z.literal('CloseExpertise'), reason: text(2000).optional() })
    .meta({ id: 'CloseExpertise' }),
] as const

/** What can be asked of a case that exists; deposit and opening go through documents. */
export const CaseAction = z.discriminatedUnion('kind', caseActions).meta({ id: 'CaseAction' })
export type CaseAction = z.infer<typeof CaseAction>

/** One of many: each with its own key, so that a repeat of the whole call repeats nothing. */
export const BatchItem = z
  .strictObject({
    key: z.string().min(8).max(128),
    case: Uuid.optional().meta({ description: 'Absent for OrderExpertise' }),
    action: z.discriminatedUnion('kind', [OrderExpertise, ...caseActions]),
  })
  .meta({ id: 'BatchItem' })
export const Batch = z
  .strictObject({ items: z.array(BatchItem).min(1).max(500) })
  .meta({ id: 'Batch' })
export type Batch = z.infer<typeof Batch>

/** The form part `document` of a deposit; the file follows it as part `file`. */
export const DepositDocument = z
  .strictObject({
    title: text(300),
    kind: z.string().regex(/^[a-z][a-z-]{1,39}$/),
    sha256: Sha256.meta({ description: 'Of the file in clear, computed by the depositor' }),
    size: z.int().positive(),
    mediaType: z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/),
    medicalSecret: z.boolean().default(false),
  })
  .meta({ id: 'DepositDocument' })
export type DepositDocument = z.infer<typeof DepositDocument>

function isTimeZone(zone: string): boolean {
  return Intl.supportedValuesOf('timeZone').includes(zone)
}
