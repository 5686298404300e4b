import { z } from 'zod'
import { purposeCodes } from '../../actions/purpose.js'
import { Instant, pageOf, Role, Uuid } from './primitives.js'

/** One reading, as its entry tells it. */
export const Access = z
  .object({
    id: z.string().meta({ description: 'Place in the list' }),
    kind: z.enum(['case', 'evidence', 'export', 'screen', 'search', 'session', 'verification']),
    role: Role.meta({ description: 'In which it was read' }),
    purpose: z.enum(purposeCodes).nullable(),
    detail: z
      .string()
      .nullable()
      .meta({ description: 'My own words beside the purpose; null of others, and once erased' }),
    firstAt: Instant,
    lastAt: Instant.nullable().meta({ description: 'Of a case or a session once it is over' }),
    reads: z.int().nullable(),
    entry: Uuid.nullable().meta({ description: 'That tells it; null where I may not see it' }),
    case: z
      .object({ id: Uuid, number: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null where I am not in the case' }),
    screen: z.string().nullable(),
    results: z.int().nullable(),
  })
  .meta({ id: 'Access' })
export const AccessPage = pageOf(Access, 'AccessPage')

export const Reader = z
  .object({
    id: Uuid.meta({ description: 'Person id' }),
    name: z.string().nullable().meta({ description: 'Null once erased' }),
    lastAt: Instant,
  })
  .meta({ id: 'Reader' })
export const ReaderPage = pageOf(Reader, 'ReaderPage')

export const ReaderAccesses = z
  .object({ name: z.string().nullable(), ...AccessPage.shape })
  .meta({ id: 'ReaderAccesses' })
