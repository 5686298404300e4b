import { compareBytes } from '../bytes/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'

const HASH_LENGTH = 32

/** The hash tree over the data objects of one token: one RFC 3161 imprint proves them all. */
export interface EvidenceTree {
  /** What the token is over. */
  readonly root: Uint8Array
  /** Hashes that lead from the object to the root, in order; where a node moved up there is none. */
  path(index: number): Uint8Array[]
}

/**
 * Builds the RFC 4998 §4.2 tree in the shape of docs/spec/evidence-record.md: pairs from left to
 * right, each node SHA-256 of the two hashes sorted and joined, an odd last node moves up as it is.
 * @throws LedgerError PROOF_OUT_OF_RANGE for no object, or one that is not 32 bytes
 */
export function evidenceTree(objectDigests: readonly Uint8Array[], crypto: Crypto): EvidenceTree {
  assertDigests(objectDigests)
  const levels: (readonly Uint8Array[])[] = [objectDigests]
  for (let level = objectDigests; level.length > 1;) {
    level = joinPairs(level, crypto)
    levels.push(level)
  }
  const [root] = levels.at(-1)!
  return { root: root!, path: (index) => pathOf(levels, index) }
}

/** The root alone: what to have time-stamped. */
export function evidenceRoot(objectDigests: readonly Uint8Array[], crypto: Crypto): Uint8Array {
  assertDigests(objectDigests)
  let level = objectDigests
  while (level.length > 1) level = joinPairs(level, crypto)
  return level[0]!
}

/** RFC 4998 §4.2.1: SHA-256 of the two hashes in ascending binary order. */
export function joinSorted(one: Uint8Array, other: Uint8Array, crypto: Crypto): Uint8Array {
  const isSorted = compareBytes(one, other) <= 0
  const joined = new Uint8Array(one.length + other.length)
  joined.set(isSorted ? one : other)
  joined.set(isSorted ? other : one, isSorted ? one.length : other.length)
  return crypto.digest('sha-256', joined)
}

function joinPairs(level: readonly Uint8Array[], crypto: Crypto): Uint8Array[] {
  const parents: Uint8Array[] = []
  for (let i = 0; i + 1 < level.length; i += 2) {
    parents.push(joinSorted(level[i]!, level[i + 1]!, crypto))
  }
  if (level.length % 2 === 1) parents.push(level.at(-1)!)
  return parents
}

function pathOf(levels: readonly (readonly Uint8Array[])[], index: number): Uint8Array[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= levels[0]!.length) {
    throw new LedgerError('PROOF_OUT_OF_RANGE', `no object ${index} of ${levels[0]!.length}`)
  }
  const path: Uint8Array[] = []
  let position = index
  for (const level of levels.slice(0, -1)) {
    const sibling = level[position % 2 === 0 ? position + 1 : position - 1]
    if (sibling !== undefined) path.push(sibling)
    position = Math.floor(position / 2)
  }
  return path
}

function assertDigests(objectDigests: readonly Uint8Array[]): void {
  const isFit = objectDigests.length > 0 && objectDigests.every((one) => one.length === HASH_LENGTH)
  if (isFit) return
  throw new LedgerError(
    'PROOF_OUT_OF_RANGE',
    `expected digests of ${HASH_LENGTH} bytes, one at least`,
  )
}
