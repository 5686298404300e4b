import { ZONE_NAME } from '@contremarque/ledger'
import { z } from 'zod'
import { ClaimedInstant, Day, Role, text, Uuid } from './primitives.js'

const Person = Uuid.meta({ description: 'Person id' })

/** Whom an order or a later addition registers in the case; the name comes from the directory. */
const named = {
  person: Person,
  role: Role,
  address: text(320).nullable().default(null).meta({ description: 'Address chosen for notices' }),
  actsFor: Person.nullable()
    .default(null)
    .meta({ description: 'Person id of whom a lawyer or doctor acts for' }),
}

export const NamedActor = z.strictObject(named).meta({ id: 'NamedActor' })

/** Orders an expertise: the case comes into being with it. */
export const OrderExpertise = z
  .strictObject({
    kind: z.literal('OrderExpertise'),
    regime: z.enum(['civil', 'administrative']),
    number: text(40).meta({ description: 'N° RG' }),
    court: text(200),
    subject: text(500),
    mission: z
      .array(text(2000))
      .min(1)
      .max(60)
      .meta({ description: 'Heads of the mission, in order' }),
    zone: z
      .string()
      .regex(ZONE_NAME, 'a name of the IANA database expected')
      .meta({ description: 'IANA zone of the court' }),
    orderedOn: Day,
    reportDueOn: Day.nullable(),
    consignation: z
      .strictObject({ amountCents: z.int().positive(), dueOn: Day.nullable() })
      .nullable(),
    controlJudge: Person.meta({ description: 'One of the actors, a magistrat' }),
    actors: z.array(NamedActor).min(1).max(100),
  })
  .meta({ id: 'OrderExpertise' })
export type OrderExpertise = z.infer<typeof OrderExpertise>

const Rule = z
  .templateLiteral(['R', z.number()])
  .refine((rule) => /^R(0[1-9]|[1-3][0-9]|40)$/.test(rule), 'a rule R01 to R40 expected')

const caseActions = [
  z
    .strictObject({ kind: z.literal('AddActor'), ...named, controls: z.boolean().default(false) })
    .meta({ id: 'AddActor' }),
  z
    .strictObject({
      kind: z.literal('RemoveActor'),
      actor: Uuid.meta({ description: 'Pseudonym in the case' }),
      role: Role,
      ground: z.enum([
        'counsel-changed',
        'dismissed',
        'mission-ended',
        'other',
        'recused',
        'registered-in-error',
        'replaced',
      ]),
      reason: text(2000).nullable().default(null),
    })
    .meta({ id: 'RemoveActor' }),
  z.strictObject({ kind: z.literal('NotifyDesignation') }).meta({ id: 'NotifyDesignation' }),
  z
    .strictObject({
      kind: z.literal('AcceptDesignation'),
      declaration: z.strictObject({
        competent: z.boolean(),
        available: z.boolean(),
        noConflict: z.boolean(),
      }),
    })
    .meta({ id: 'AcceptDesignation' }),
  z
    .strictObject({
      kind: z.literal('DeclineDesignation'),
      ground: z.enum(['conflict-of-interest', 'not-available', 'not-competent', 'other']),
      reason: text(2000).nullable().default(null),
    })
    .meta({ id: 'DeclineDesignation' }),
  z
    .strictObject({
      kind: z.literal('RecordConsignation'),
      amountCents: z.int().positive(),
      paidOn: Day,
    })
    .meta({ id: 'RecordConsignation' }),
  z.strictObject({ kind: z.literal('NotifyConsignation') }).meta({ id: 'NotifyConsignation' }),
  z
    .strictObject({
      kind: z.literal('OrderImmediateStart'),
      orderedOn: Day,
      reference: text(100),
    })
    .meta({ id: 'OrderImmediateStart' }),
  z
    .strictObject({
      kind: z.literal('RecordJudgeDecision'),
      decidedOn: Day,
      lifts: z.array(Rule).max(40).meta({ description: 'Rules lifted' }),
      persons: z.array(Person).max(256).meta({ description: 'Whom it concerns; all when empty' }),
      until: Day.nullable(),
      reference: text(100),
      grounds: text(2000).nullable().default(null),
    })
    .meta({ id: 'RecordJudgeDecision' }),
  z
    .strictObject({ kind: z.literal('MakeDocumentAvailable'), document: Uuid })
    .meta({ id: 'MakeDocumentAvailable' }),
  z
    .strictObject({
      kind: z.literal('SendNotice'),
      document: Uuid,
      recipient: Uuid.meta({ description: 'Pseudonym in the case' }),
      channel: z.enum(['email', 'registered-letter', 'bulletin', 'platform']),
      address: text(320),
    })
    .meta({ id: 'SendNotice' }),
  z
    .strictObject({
      kind: z.literal('RecordNoticeOutcome'),
      notice: Uuid,
      outcome: z.enum([
        'delivered',
        'address-unknown',
        'mailbox-full',
        'refused',
        'unclaimed',
        'unreachable',
      ]),
      reportedAt: ClaimedInstant.nullable().meta({
        description: 'When the transport says it happened; null when seen by ourselves just now',
      }),
      diagnostic: text(1000).nullable().default(null),
    })
    .meta({ id: 'RecordNoticeOutcome' }),
  z
    .strictObject({
      kind: z.literal('CloseExpertise'),
      ground: z.enum(['conciliation', 'lapsed', 'report-as-is', 'report-filed', 'withdrawn']),
    })
    .meta({ id: 'CloseExpertise' }),
] as const

/** What can be asked of a case that exists; deposits and openings go through documents. */
export const CaseAction = z.discriminatedUnion('kind', caseActions).meta({ id: 'CaseAction' })
export type CaseAction = z.infer<typeof CaseAction>

/** One of many: each with its own key, so that a repeat of the whole call repeats nothing. */
export const BatchItem = z
  .strictObject({
    key: z.string().regex(/^[\x21-\x7e]{8,128}$/),
    case: Uuid.optional().meta({ description: 'Absent for OrderExpertise' }),
    action: z.discriminatedUnion('kind', [OrderExpertise, ...caseActions]),
  })
  .meta({ id: 'BatchItem' })
export type BatchItem = z.infer<typeof BatchItem>
export const Batch = z
  .strictObject({ items: z.array(BatchItem).min(1).max(500) })
  .meta({ id: 'Batch' })
export type Batch = z.infer<typeof Batch>
