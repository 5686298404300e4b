import type { Crypto } from '../crypto/crypto.ts'

/** Length of every hash of the tree: SHA-256. */
export const HASH_LENGTH = 32

const node = new Uint8Array(1 + 2 * HASH_LENGTH)
node[0] = 0x01

/** RFC 9162 §2.1.1, a leaf: SHA-256(0x00 ‖ data). */
export function hashLeaf(data: Uint8Array, crypto: Crypto): Uint8Array {
  const prefixed = new Uint8Array(1 + data.length)
  prefixed.set(data, 1)
  return crypto.digest('sha-256', prefixed)
}

/** RFC 9162 §2.1.1, an inner node: SHA-256(0x01 ‖ left ‖ right). Both are 32 bytes. */
export function hashNode(left: Uint8Array, right: Uint8Array, crypto: Crypto): Uint8Array {
  node.set(left, 1)
  node.set(right, 1 + HASH_LENGTH)
  return crypto.digest('sha-256', node)
}

/** RFC 9162 §2.1.1, the root of a tree without leaves: SHA-256 of nothing. */
export function emptyRoot(crypto: Crypto): Uint8Array {
  return crypto.digest('sha-256', new Uint8Array(0))
}

/** The largest power of two below `size`, which is at least 2: where RFC 9162 splits a tree. */
export function splitPoint(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}
