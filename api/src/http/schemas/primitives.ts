import { ROLES } from '@contremarque/ledger'
import { z } from 'zod'

/** Identifiers in URLs and bodies: lower-case UUIDs only, nothing personal. */
export const Uuid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    'lower-case UUID expected',
  )
  .meta({ format: 'uuid' })

/** SHA-256 in lower-case hexadecimal. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits expected')

/** RFC 3339 in UTC, as the server answers. */
export const Instant = z.string().meta({ format: 'date-time' })

/** Calendar day, `YYYY-MM-DD`. */
export const Day = z.iso.date()

/** RFC 3339 with its own offset, as a person claims it. */
export const ClaimedInstant = z.iso.datetime({ offset: true })

export const Revision = z.int().nonnegative()

/** What turns the direction of everything behind it, in a sentence of ours too. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g

/**
 * Free text of people: NFC, without control characters other than line breaks and tabs. Programs that it is
 * copied from put turns of direction around it: they are left out.
 */
export function text(max: number) {
  return z
    .string()
    .overwrite((value) => value.replace(TURNING, ''))
    .trim()
    .min(1)
    .max(max)
    .regex(
      /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/u,
      'control characters are not allowed',
    )
    .refine((value) => value.isWellFormed(), 'well-formed Unicode expected')
    .overwrite((value) => value.normalize('NFC'))
}

export const Role = z.enum(ROLES).meta({ id: 'Role' })

export const ProofState = z
  .enum(['recorded', 'sealed', 'stamped'])
  .meta({ id: 'ProofState', description: 'How far the promise to seal and time-stamp is kept' })

export const OccurredAt = z
  .object({ at: z.string(), basis: z.enum(['observed', 'declared', 'imported']) })
  .meta({ id: 'OccurredAt' })

const JsonValue: z.ZodType = z.unknown().meta({ id: 'JsonValue' })

/** Any JSON the canonical form allows. */
export const JsonRecord = z.record(z.string(), JsonValue)

/** Keyset page request: `cursor` is what the page before gave as `next`. */
export const PageQuery = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type PageQuery = z.infer<typeof PageQuery>

/** A page of `item`; `next` is absent on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), next: z.string().optional() }).meta({ id })
}
