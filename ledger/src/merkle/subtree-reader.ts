import type { Crypto } from '../crypto/crypto.ts'
import { emptyRoot, hashNode, splitPoint } from './tree-hash.ts'

/**
 * Where proofs read from: a PackedTree, or whatever else keeps the complete subtrees. `subtree(l, i)`
 * is the root over the leaves i·2^l … (i+1)·2^l − 1.
 */
export interface SubtreeReader {
  /** Number of leaves. */
  readonly size: number
  /** @throws LedgerError PROOF_OUT_OF_RANGE when that subtree is not complete */
  subtree(level: number, index: number): Uint8Array
}

/** The root of the tree as it was at `size` leaves. */
export function rootAt(tree: SubtreeReader, size: number, crypto: Crypto): Uint8Array {
  return size === 0 ? emptyRoot(crypto) : rangeRoot(tree, 0, size, crypto)
}

/** MTH(D[start:end]) of RFC 9162 §2.1.1, for the ranges its recursions meet: never empty. */
export function rangeRoot(
  tree: SubtreeReader,
  start: number,
  end: number,
  crypto: Crypto,
): Uint8Array {
  const size = end - start
  if (size === 1) return tree.subtree(0, start)
  const split = splitPoint(size)
  if (split * 2 === size) return tree.subtree(Math.log2(size), start / size)
  const left = rangeRoot(tree, start, start + split, crypto)
  const right = rangeRoot(tree, start + split, end, crypto)
  return hashNode(left, right, crypto)
}
