import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import type { SubtreeReader } from './subtree-reader.ts'
import { HASH_LENGTH, hashNode } from './tree-hash.ts'

/**
 * Every complete subtree of a growing tree, one packed byte string per level: 64 bytes a leaf in
 * all. Proofs of any size up to `size` are made from it without touching a leaf again.
 */
export class PackedTree implements SubtreeReader {
  private readonly crypto: Crypto
  private readonly levels: PackedLevel[]

  constructor(crypto: Crypto) {
    this.crypto = crypto
    this.levels = [new PackedLevel()]
  }

  /** Restores stored levels (untrusted: compare the root with a checkpoint before relying on it). */
  static from(levels: readonly Uint8Array[], crypto: Crypto): PackedTree {
    const tree = new PackedTree(crypto)
    let expected = (levels[0]?.length ?? 0) / HASH_LENGTH
    for (const [level, bytes] of levels.entries()) {
      if (!Number.isInteger(expected) || bytes.length !== expected * HASH_LENGTH) {
        throw new LedgerError(
          'PROOF_OUT_OF_RANGE',
          `level ${level} does not hold the hashes expected`,
        )
      }
      tree.levels[level] = new PackedLevel(bytes)
      expected = Math.floor(expected / 2)
    }
    if (expected > 0) throw new LedgerError('PROOF_OUT_OF_RANGE', 'the upper levels are missing')
    return tree
  }

  get size(): number {
    return this.levels[0]!.count
  }

  /** @throws LedgerError PROOF_OUT_OF_RANGE when the leaf hash is not 32 bytes */
  append(leafHash: Uint8Array): void {
    if (leafHash.length !== HASH_LENGTH) {
      throw new LedgerError('PROOF_OUT_OF_RANGE', `leaf hash is not ${HASH_LENGTH} bytes`)
    }
    let hash = leafHash
    for (let level = 0; ; level++) {
      const packed = (this.levels[level] ??= new PackedLevel())
      packed.push(hash)
      if (packed.count % 2 === 1) return
      hash = hashNode(packed.at(packed.count - 2), packed.at(packed.count - 1), this.crypto)
    }
  }

  subtree(level: number, index: number): Uint8Array {
    const packed = this.levels[level]
    if (packed === undefined || index >= packed.count) {
      throw new LedgerError('PROOF_OUT_OF_RANGE', `no complete subtree ${index} at level ${level}`)
    }
    return packed.at(index)
  }

  /** The packed levels, leaves first, as views: valid until the next append. */
  toLevels(): Uint8Array[] {
    return this.levels.map((level) => level.view()).filter((bytes) => bytes.length > 0)
  }
}

class PackedLevel {
  count: number
  private bytes: Uint8Array

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.bytes = bytes
    this.count = bytes.length / HASH_LENGTH
  }

  push(hash: Uint8Array): void {
    const offset = this.count * HASH_LENGTH
    if (offset === this.bytes.length) {
      const larger = new Uint8Array(Math.max(2 * offset, 16 * HASH_LENGTH))
      larger.set(this.bytes)
      this.bytes = larger
    }
    this.bytes.set(hash, offset)
    this.count++
  }

  at(index: number): Uint8Array {
    return this.bytes.subarray(index * HASH_LENGTH, (index + 1) * HASH_LENGTH)
  }

  view(): Uint8Array {
    return this.bytes.subarray(0, this.count * HASH_LENGTH)
  }
}
