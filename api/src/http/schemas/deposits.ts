import { z } from 'zod'
import { Day, Sha256, text } from './primitives.js'

const plain = {
  title: text(300),
  mediaType: z.string().regex(/^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/),
  sha256: Sha256.meta({ description: 'Of the file in clear, computed by the depositor' }),
  size: z.int().positive(),
}

/** The form part `document` of a deposit; the file follows it as part `file`. */
export const Deposit = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('DepositDocument'),
        documentKind: z.enum([
          'annex',
          'convocation',
          'decision',
          'dire',
          'letter',
          'note',
          'piece',
        ]),
        ...plain,
      })
      .meta({ id: 'DepositDocument' }),
    z
      .strictObject({
        kind: z.literal('FilePreReport'),
        observationsDueOn: Day.nullable(),
        ...plain,
      })
      .meta({ id: 'FilePreReport' }),
    z.strictObject({ kind: z.literal('FileReport'), ...plain }).meta({ id: 'FileReport' }),
  ])
  .meta({ id: 'Deposit' })
export type Deposit = z.infer<typeof Deposit>
