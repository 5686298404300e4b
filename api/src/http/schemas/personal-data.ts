import { z } from 'zod'
import { CaseState } from './cases.js'
import { Instant, pageOf, ProofState, Role, text, Uuid } from './primitives.js'
import { Recorded } from './recorded.js'

/** On what ground data is erased. */
export const ErasureBasis = z
  .enum(['gdpr-17', 'retention-ended', 'court-decision'])
  .meta({ id: 'ErasureBasis' })

export const SearchPersons = z
  .strictObject({ text: text(200), limit: z.int().min(1).max(50).default(20) })
  .meta({ id: 'SearchPersons' })
export type SearchPersons = z.infer<typeof SearchPersons>

export const FoundPersons = z
  .object({
    items: z.array(z.object({ id: Uuid, name: z.string() })),
    isWhole: z.boolean().meta({ description: 'False when more may match' }),
  })
  .meta({ id: 'FoundPersons' })

export const Erasure = z
  .object({
    id: Uuid.meta({ description: 'The entry that tells it' }),
    at: Instant,
    by: Role,
    basis: z.string(),
    values: z.int().meta({ description: 'Commitments that can no longer be opened' }),
    reference: z.string().nullable().meta({ description: 'null where none is kept' }),
    decision: z.string().nullable(),
    person: Uuid.nullable().meta({ description: 'null for an entry that names nobody' }),
    place: z.enum(['case', 'account', 'reads', 'journal', 'platform']).nullable(),
    case: Uuid.nullable(),
    state: ProofState,
  })
  .meta({ id: 'Erasure' })
export type Erasure = z.infer<typeof Erasure>

export const ErasurePage = pageOf(Erasure, 'ErasurePage')

/** What is held in one place; no value. */
export const HeldPlace = z
  .object({
    place: z.enum(['case', 'account', 'reads', 'journal', 'platform']),
    case: Uuid.nullable(),
    state: CaseState.nullable().meta({ description: 'Of the case' }),
    roles: z.array(Role).meta({ description: 'Of the person in the case' }),
    openings: z.int().meta({ description: 'Values that can be opened' }),
    fields: z.array(z.object({ field: z.string(), count: z.int() })),
    firstAt: Instant.nullable(),
    lastAt: Instant.nullable(),
  })
  .meta({ id: 'HeldPlace' })

export const HeldData = z
  .object({
    person: Uuid,
    name: z.string().nullable().meta({ description: 'null once erased' }),
    openings: z.int(),
    places: z.array(HeldPlace),
    erasures: z.array(Erasure),
  })
  .meta({ id: 'HeldData' })
export type HeldData = z.infer<typeof HeldData>

export const ErasePerson = z
  .strictObject({
    case: Uuid.nullable().meta({ description: 'In this case only; null: wherever he stands' }),
    basis: ErasureBasis,
    reference: text(200).meta({ description: 'What the erasure is filed under: committed' }),
    decision: text(200)
      .nullable()
      .default(null)
      .meta({ description: 'Reference of the decision that allows it in an open case: committed' }),
    confirmation: z
      .strictObject({ person: Uuid, openings: z.int().nonnegative() })
      .meta({ description: 'Whose data, and how many values were seen there: it is final' }),
  })
  .meta({ id: 'ErasePerson' })
export type ErasePerson = z.infer<typeof ErasePerson>

export const ErasedPerson = Recorded.extend({
  values: z.int().meta({ description: 'Commitments that can no longer be opened' }),
}).meta({ id: 'ErasedPerson' })
export type ErasedPerson = z.infer<typeof ErasedPerson>
