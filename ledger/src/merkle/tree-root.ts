import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import { emptyRoot, hashNode, HASH_LENGTH } from './tree-hash.ts'

/**
 * The RFC 9162 root over leaf hashes, level by level: pairs from left to right, an odd last node
 * moves up as it is. It shares no code with CompactRange: a sealer computes both and compares.
 * @throws LedgerError PROOF_OUT_OF_RANGE when a leaf hash is not 32 bytes
 */
export function treeRoot(leafHashes: readonly Uint8Array[], crypto: Crypto): Uint8Array {
  if (leafHashes.length === 0) return emptyRoot(crypto)
  const level = packHashes(leafHashes)
  let count = leafHashes.length
  while (count > 1) {
    const pairs = Math.floor(count / 2)
    for (let pair = 0; pair < pairs; pair++) {
      const left = 2 * pair * HASH_LENGTH
      const middle = left + HASH_LENGTH
      const parent = hashNode(
        level.subarray(left, middle),
        level.subarray(middle, middle + HASH_LENGTH),
        crypto,
      )
      level.set(parent, pair * HASH_LENGTH)
    }
    const isOdd = count % 2 === 1
    if (isOdd) level.copyWithin(pairs * HASH_LENGTH, (count - 1) * HASH_LENGTH, count * HASH_LENGTH)
    count = pairs + (isOdd ? 1 : 0)
  }
  return level.slice(0, HASH_LENGTH)
}

function packHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const packed = new Uint8Array(hashes.length * HASH_LENGTH)
  hashes.forEach((hash, index) => {
    if (hash.length !== HASH_LENGTH) {
      throw new LedgerError('PROOF_OUT_OF_RANGE', `leaf hash ${index} is not ${HASH_LENGTH} bytes`)
    }
    packed.set(hash, index * HASH_LENGTH)
  })
  return packed
}
