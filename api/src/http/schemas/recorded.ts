import { z } from 'zod'
import { Problem } from './problem.js'
import { ProofState, Revision, Sha256, Uuid } from './primitives.js'

/** A signed entry as handed out at once: the promise to seal it. */
export const RecordedEntry = z
  .object({
    id: Uuid,
    stream: z.string(),
    revision: Revision,
    type: z.string(),
    hash: Sha256,
    der: z.base64().meta({ description: 'The signed entry, DER CMS, base64' }),
  })
  .meta({ id: 'RecordedEntry' })

export const Recorded = z
  .object({
    entries: z.array(RecordedEntry),
    state: ProofState,
    repeated: z
      .boolean()
      .meta({ description: 'Whether an earlier request with the same key is answered again' }),
    case: Uuid.optional(),
    document: Uuid.optional(),
  })
  .meta({ id: 'Recorded' })
export type Recorded = z.infer<typeof Recorded>

export const BatchResult = z
  .object({
    items: z.array(
      z.object({ key: z.string(), recorded: Recorded.optional(), problem: Problem.optional() }),
    ),
  })
  .meta({ id: 'BatchResult' })
export type BatchResult = z.infer<typeof BatchResult>
