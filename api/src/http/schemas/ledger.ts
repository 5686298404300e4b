import { z } from 'zod'
import { Instant, Sha256, Uuid } from './primitives.js'

export const LedgerHealth = z
  .object({
    origin: z.string(),
    profile: z.enum(['development', 'production']),
    store: z.enum(['sqlite', 'eventstoredb']).meta({ description: 'What holds the events' }),
    entries: z.int(),
    sealed: z.int(),
    stamped: z.int(),
    lastSealedAt: Instant.nullable(),
    lastStampedAt: Instant.nullable(),
    sealingLag: z.int().meta({ description: 'Age of the oldest entry not sealed, ms' }),
    stampingLag: z.int().meta({ description: 'Age of the oldest entry not time-stamped, ms' }),
    projections: z.object({
      state: z
        .enum(['live', 'failing'])
        .meta({ description: 'Failing: nothing was stored since the last failure' }),
      lag: z.int().meta({ description: 'How long the last entries waited to be seen, ms' }),
    }),
    tsas: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['ok', 'unproved', 'failing', 'unknown']).meta({
          description: 'Unproved: no revocation data covers its last token yet',
        }),
        lastTokenAt: Instant.nullable(),
      }),
    ),
    reading: z.object({
      wholeAt: Instant.nullable().meta({
        description:
          'When the store had last been read from its start; null: not yet, or it is not whole',
      }),
      percent: z.int().meta({
        description:
          'How much of the store this process has read; below 100 what is older is being read again and only what came since is checked',
      }),
    }),
    alarms: z.array(z.object({ code: z.string(), message: z.string(), since: Instant })),
  })
  .meta({ id: 'LedgerHealth' })

export const Trust = z
  .object({
    v: z.literal('contremarque/trust/1'),
    origin: z.string(),
    profile: z.enum(['development', 'production']),
    genesis: Sha256,
    algorithms: z.array(
      z.object({
        from: z.int().meta({ description: 'Leaf index' }),
        algorithms: z.object({
          leaf: z.literal('sha-256'),
          entry: z.literal('ecdsa-p256-sha256'),
          note: z.literal('ed25519'),
          evidence: z.literal('sha-256'),
        }),
      }),
    ),
    checkpointKey: z.string(),
    sealRoots: z.array(z.base64()),
    tsaRoots: z.array(z.base64()),
    tsas: z.array(
      z.object({
        name: z.string(),
        policies: z.array(z.string()),
        accuracy: z.int(),
        certificates: z.array(Sha256),
      }),
    ),
    clockTolerance: z.int(),
  })
  .meta({ id: 'Trust' })

/** What an export is for: to be verified at once in the reader's browser, or to be taken away. */
export const ExportQuery = z.strictObject({
  use: z.enum(['download', 'verification']).default('download'),
})
export type ExportQuery = z.infer<typeof ExportQuery>

export const Health = z
  .object({
    status: z.literal('ready'),
    profile: z.enum(['development', 'production']),
    version: z.string(),
  })
  .meta({ id: 'Health' })

/** What `GET /api/v1/events` sends as `data`, under the event's name. */
export const LiveEvent = z
  .discriminatedUnion('event', [
    z.object({
      event: z.literal('entry'),
      stream: z.string(),
      entry: Uuid,
      revision: z.int(),
      type: z.string(),
    }),
    z.object({
      event: z.literal('sealed'),
      size: z.int(),
      at: Instant,
    }),
    z.object({
      event: z.literal('stamped'),
      size: z.int(),
      at: Instant,
    }),
    z.object({
      event: z.literal('health'),
      health: LedgerHealth,
    }),
  ])
  .meta({ id: 'LiveEvent' })
export type LiveEvent = z.infer<typeof LiveEvent>

/** The demo scene just played, or what is left to play. */
export const DemoScene = z
  .object({
    played: z.object({ id: z.string(), title: z.string(), case: Uuid.nullable() }).nullable(),
    left: z.int(),
  })
  .meta({ id: 'DemoScene' })
