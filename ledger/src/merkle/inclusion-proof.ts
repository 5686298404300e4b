import { equalBytes } from '../bytes/bytes.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import { PackedTree } from './packed-tree.ts'
import { rangeRoot, type SubtreeReader } from './subtree-reader.ts'
import { hashNode, HASH_LENGTH, splitPoint } from './tree-hash.ts'

/** What an inclusion proof claims: `leaf` (a leaf hash) stands at `index` among `size` leaves under `root`. */
export interface InclusionClaim {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  /** Sibling hashes, from the leaf up. */
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** RFC 9162 §2.1.3.1 over all leaf hashes; for more than one proof use a PackedTree. */
export function inclusionProof(
  leafHashes: readonly Uint8Array[],
  index: number,
  crypto: Crypto,
): Uint8Array[] {
  const tree = new PackedTree(crypto)
  for (const leafHash of leafHashes) tree.append(leafHash)
  return inclusionProofFrom(tree, { index, size: leafHashes.length }, crypto)
}

/**
 * RFC 9162 §2.1.3.1: PATH(index, D[size]) from kept subtrees.
 * @throws LedgerError PROOF_OUT_OF_RANGE unless 0 ≤ index < size ≤ tree.size
 */
export function inclusionProofFrom(
  tree: SubtreeReader,
  { index, size }: { readonly index: number; readonly size: number },
  crypto: Crypto,
): Uint8Array[] {
  const areIntegers = Number.isSafeInteger(index) && Number.isSafeInteger(size)
  if (!areIntegers || index < 0 || index >= size || size > tree.size) {
    throw new LedgerError('PROOF_OUT_OF_RANGE', `no leaf ${index} in a tree of ${size}`, {
      details: { index, size, leaves: tree.size },
    })
  }
  const siblings: Uint8Array[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    const isLeft = index < middle
    siblings.push(
      isLeft ? rangeRoot(tree, middle, end, crypto) : rangeRoot(tree, start, middle, crypto),
    )
    if (isLeft) end = middle
    else start = middle
  }
  return siblings.reverse().map((hash) => hash.slice())
}

/**
 * RFC 9162 §2.1.3.2 on an untrusted claim. False for whatever does not fit, lengths and numbers
 * included; never an exception.
 */
export function verifyInclusion(claim: InclusionClaim, crypto: Crypto): boolean {
  const { leaf, index, size, proof, root } = claim
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size)) return false
  if (index < 0 || index >= size) return false
  if (![leaf, root, ...proof].every((hash) => hash.length === HASH_LENGTH)) return false
  let position = index
  let last = size - 1
  let hash = leaf
  for (const sibling of proof) {
    if (last === 0) return false
    if (position % 2 === 1 || position === last) {
      hash = hashNode(sibling, hash, crypto)
      while (position % 2 === 0 && position !== 0) {
        position = position / 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = hashNode(hash, sibling, crypto)
    }
    position = Math.floor(position / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && equalBytes(hash, root)
}
