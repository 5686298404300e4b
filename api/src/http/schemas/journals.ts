import { z } from 'zod'
import { Instant, pageOf, Uuid } from './primitives.js'

/** One case of a journal imported from another platform. */
export const Journal = z
  .object({
    id: Uuid,
    source: z.string(),
    label: z.string().nullable().meta({ description: 'Foreign case number; null once erased' }),
    entries: z.int(),
    firstAt: Instant.nullable(),
    lastAt: Instant.nullable(),
  })
  .meta({ id: 'Journal' })
export const JournalPage = pageOf(Journal, 'JournalPage')
