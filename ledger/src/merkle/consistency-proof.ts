import { equalBytes } from '../bytes/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import { PackedTree } from './packed-tree.ts'
import { rangeRoot, type SubtreeReader } from './subtree-reader.ts'
import { emptyRoot, hashNode, HASH_LENGTH, splitPoint } from './tree-hash.ts'

/** What a consistency proof claims: the tree of `size2` leaves begins with all of that of `size1`. */
export interface ConsistencyClaim {
  readonly size1: number
  readonly size2: number
  readonly root1: Uint8Array
  readonly root2: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** RFC 9162 §2.1.4.1 over all leaf hashes of the larger tree; for more than one use a PackedTree. */
export function consistencyProof(
  leafHashes: readonly Uint8Array[],
  size1: number,
  crypto: Crypto,
): Uint8Array[] {
  const tree = new PackedTree(crypto)
  for (const leafHash of leafHashes) tree.append(leafHash)
  return consistencyProofFrom(tree, { size1, size2: leafHashes.length }, crypto)
}

/**
 * RFC 9162 §2.1.4.1: PROOF(size1, D[size2]) from kept subtrees; empty when size1 is 0 or size2.
 * @throws LedgerError PROOF_OUT_OF_RANGE unless 0 ≤ size1 ≤ size2 ≤ tree.size
 */
export function consistencyProofFrom(
  tree: SubtreeReader,
  { size1, size2 }: { readonly size1: number; readonly size2: number },
  crypto: Crypto,
): Uint8Array[] {
  const areIntegers = Number.isSafeInteger(size1) && Number.isSafeInteger(size2)
  if (!areIntegers || size1 < 0 || size1 > size2 || size2 > tree.size) {
    throw new LedgerError('PROOF_OUT_OF_RANGE', `no proof from ${size1} to ${size2} leaves`, {
      details: { size1, size2, leaves: tree.size },
    })
  }
  if (size1 === 0) return []
  const hashes: Uint8Array[] = []
  let start = 0
  let end = size2
  while (end !== size1) {
    const middle = start + splitPoint(end - start)
    const isLeft = size1 <= middle
    hashes.push(
      isLeft ? rangeRoot(tree, middle, end, crypto) : rangeRoot(tree, start, middle, crypto),
    )
    if (isLeft) end = middle
    else start = middle
  }
  if (start > 0) hashes.push(rangeRoot(tree, start, end, crypto))
  return hashes.reverse().map((hash) => hash.slice())
}

/**
 * RFC 9162 §2.1.4.2 on an untrusted claim. Before everything (size1 0) only the empty root with an
 * empty proof is consistent. False for whatever does not fit; never an exception.
 */
export function verifyConsistency(claim: ConsistencyClaim, crypto: Crypto): boolean {
  const { size1, size2, root1, root2, proof } = claim
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2)) return false
  if (size1 < 0 || size1 > size2) return false
  if (![root1, root2, ...proof].every((hash) => hash.length === HASH_LENGTH)) return false
  if (size1 === size2) {
    if (size1 === 0 && !equalBytes(root1, emptyRoot(crypto))) return false
    return proof.length === 0 && equalBytes(root1, root2)
  }
  if (size1 === 0) return proof.length === 0 && equalBytes(root1, emptyRoot(crypto))
  return walk(claim, crypto)
}

function walk({ size1, size2, root1, root2, proof }: ConsistencyClaim, crypto: Crypto): boolean {
  let position = size1 - 1
  let last = size2 - 1
  while (position % 2 === 1) {
    position = (position - 1) / 2
    last = Math.floor(last / 2)
  }
  const path = position === 0 ? [root1, ...proof] : proof
  const [first, ...rest] = path
  if (first === undefined || proof.length === 0) return false
  let hash1 = first
  let hash2 = first
  for (const sibling of rest) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      hash1 = hashNode(sibling, hash1, crypto)
      hash2 = hashNode(sibling, hash2, crypto)
      while (position % 2 === 0 && position !== 0) {
        position = position / 2
        last = Math.floor(last / 2)
      }
    } else {
      hash2 = hashNode(hash2, sibling, crypto)
    }
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && equalBytes(hash1, root1) && equalBytes(hash2, root2)
}
