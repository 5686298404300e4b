import { z } from 'zod'

/** RFC 9457; `code` is stable and documented in docs/errors.md, `type` links there. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    rule: z.string().optional().meta({ description: 'Rule that refused the action, such as R11' }),
    reason: z
      .object({ fr: z.string(), en: z.string() })
      .optional()
      .meta({ description: 'Why the action was refused, for people' }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>
