import { z } from 'zod'
import { TimelineItem } from './cases.js'
import { Instant, JsonRecord, ProofState, Sha256, Uuid } from './primitives.js'

export const Certificate = z
  .object({
    subject: z.string(),
    issuer: z.string(),
    serial: z.string(),
    sha256: Sha256,
    notBefore: Instant,
    notAfter: Instant,
    development: z.boolean(),
  })
  .meta({ id: 'Certificate' })

export const TimeStamp = z
  .object({
    tsa: z.string(),
    at: Instant.meta({ description: 'genTime' }),
    notAfter: Instant.meta({ description: 'Upper bound: genTime and accuracy' }),
    accuracy: z.int().nullable().meta({ description: 'Milliseconds, as the token states it' }),
    policy: z.string(),
    serial: z.string(),
    token: z.base64().meta({ description: 'DER TimeStampToken, base64' }),
  })
  .meta({ id: 'TimeStamp' })

export const EntryProof = z
  .object({
    id: Uuid,
    hash: Sha256,
    state: ProofState,
    envelope: JsonRecord,
    entry: TimelineItem,
    certificate: Certificate,
    leaf: z
      .object({
        index: z.int(),
        treeSize: z.int(),
        root: Sha256,
        inclusion: z.array(Sha256).meta({ description: 'RFC 9162 inclusion proof, leaf to root' }),
      })
      .nullable(),
    batch: z
      .object({ number: z.int(), sealedAt: Instant, first: z.int(), count: z.int() })
      .nullable(),
    checkpoint: z.string().nullable().meta({ description: 'C2SP signed note of the batch' }),
    timeStamps: z.array(TimeStamp),
    notBefore: Instant.nullable(),
    notAfter: Instant.nullable(),
  })
  .meta({ id: 'EntryProof' })
export type EntryProof = z.infer<typeof EntryProof>
