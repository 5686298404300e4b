import { createHmac, timingSafeEqual } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompactRangeState } from '@contremarque/ledger'
import { z } from 'zod'
import type { Position } from '../event-store/event-store.js'
import { readIfThere, writeDurably } from '../files/durable-file.js'

/** Where the sealed ledger stood at one batch, told by a process that had read all before it. */
export interface Landmark {
  readonly batch: number
  /** Of the batch in the store. */
  readonly position: Position
  /** Hash of the batch's record. */
  readonly record: string
  /** Over everything up to the batch. */
  readonly tree: CompactRangeState
  /** Where reading goes on: what stands at it or before is sealed. */
  readonly after: Position
  /** First revision that was not sealed, of each stream that had one. */
  readonly pending: Readonly<Record<string, number>>
  /** Of the keys' stream, in its order: what was sealed. */
  readonly keys: readonly SealedKey[]
  /** When the store had last been read from its start, milliseconds since 1970. */
  readonly wholeAt: number
}

export interface SealedKey {
  /** Leaf hash, hexadecimal. */
  readonly hash: string
  readonly batch: number
}

export interface Landmarks {
  /** Undefined where there is none that this ledger's node kept. */
  read(): Promise<Landmark | undefined>
  /** Durable when it resolves. */
  keep(landmark: Landmark): Promise<void>
  forget(): Promise<void>
}

const VERSION = 'contremarque/landmark/1'
const MAX_BYTES = 4_194_304
const number = z.int().nonnegative()
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const position = z.string().regex(/^[0-9]{1,19}$/)
const shape = z.strictObject({
  batch: number,
  position,
  record: hash,
  tree: z.strictObject({ size: number, hashes: z.array(hash).max(64) }),
  after: position,
  pending: z.record(z.string().max(256), number),
  keys: z.array(z.strictObject({ hash, batch: number })),
  wholeAt: number,
})

export interface LandmarkOwner {
  readonly info: { readonly origin: string }
  /** Of the landmark's code. */
  readonly lookupKey: Uint8Array
  /** As whom the store is written to, where it asks: rights in the store were judged for this one. */
  readonly writer?: string | undefined
}

/**
 * The landmark in a folder, `landmark.json`: a code under the lookup key, then what it says. Untrusted: one that
 * is of another ledger or writer, altered or unreadable is none.
 */
export function fileLandmarks(
  folder: string,
  { info, lookupKey, writer }: LandmarkOwner,
): Landmarks {
  const path = join(folder, 'landmark.json')
  const codeOf = (text: string): Buffer =>
    createHmac('sha256', lookupKey)
      .update(JSON.stringify([VERSION, info.origin, writer, text]))
      .digest()
  return {
    async read() {
      const [code = '', text = ''] = ((await readBounded(path)) ?? '').split('\n')
      const given = Buffer.from(code, 'hex')
      const expected = codeOf(text)
      const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
      return isOurs ? parse(text) : undefined
    },
    async keep({ position: at, after, ...landmark }) {
      const text = JSON.stringify({ ...landmark, position: String(at), after: String(after) })
      await writeDurably(path, `${codeOf(text).toString('hex')}\n${text}\n`)
    },
    forget: () => rm(path, { force: true }),
  }
}

async function readBounded(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).size > MAX_BYTES ? undefined : await readIfThere(path)
  } catch {
    return undefined
  }
}

function parse(text: string): Landmark | undefined {
  const { success, data } = shape.safeParse(JSON.parse(text))
  if (!success) return undefined
  return { ...data, position: BigInt(data.position), after: BigInt(data.after) }
}
