import { parseHex, toHex } from '../bytes/hex.ts'
import type { Crypto } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'
import { emptyRoot, hashNode, HASH_LENGTH } from './tree-hash.ts'

/** The state of a CompactRange as JSON: hashes in lower-case hexadecimal, largest subtree first. */
export interface CompactRangeState {
  readonly size: number
  readonly hashes: readonly string[]
}

/**
 * The right edge of an RFC 9162 tree: roots of its complete subtrees, largest first. Enough to
 * append and to give the root, in memory that grows with the logarithm of the size.
 */
export class CompactRange {
  private readonly crypto: Crypto
  private readonly subtrees: Uint8Array[]
  private leaves: number

  constructor(crypto: Crypto) {
    this.crypto = crypto
    this.subtrees = []
    this.leaves = 0
  }

  /**
   * Restores a stored state (untrusted: compare `root()` with a checkpoint before relying on it).
   * @throws LedgerError PROOF_OUT_OF_RANGE, BYTES_MALFORMED
   */
  static from(state: CompactRangeState, crypto: Crypto): CompactRange {
    const isSize = Number.isSafeInteger(state.size) && state.size >= 0
    if (!isSize || state.hashes.length !== onesIn(state.size)) {
      throw new LedgerError('PROOF_OUT_OF_RANGE', 'number of subtrees does not fit the size', {
        details: { size: state.size, hashes: state.hashes.length },
      })
    }
    const range = new CompactRange(crypto)
    range.subtrees.push(...state.hashes.map((hash) => parseHex(hash, HASH_LENGTH)))
    range.leaves = state.size
    return range
  }

  get size(): number {
    return this.leaves
  }

  /** @throws LedgerError PROOF_OUT_OF_RANGE when the leaf hash is not 32 bytes */
  append(leafHash: Uint8Array): void {
    if (leafHash.length !== HASH_LENGTH) {
      throw new LedgerError('PROOF_OUT_OF_RANGE', `leaf hash is not ${HASH_LENGTH} bytes`)
    }
    let hash: Uint8Array = leafHash.slice()
    for (let rest = this.leaves; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = hashNode(this.subtrees.pop()!, hash, this.crypto)
    }
    this.subtrees.push(hash)
    this.leaves++
  }

  root(): Uint8Array {
    if (this.leaves === 0) return emptyRoot(this.crypto)
    return this.subtrees.reduceRight((right, left) => hashNode(left, right, this.crypto)).slice()
  }

  /** An independent copy, to try a batch before it is sealed. */
  clone(): CompactRange {
    const copy = new CompactRange(this.crypto)
    copy.subtrees.push(...this.subtrees)
    copy.leaves = this.leaves
    return copy
  }

  toJSON(): CompactRangeState {
    return { size: this.leaves, hashes: this.subtrees.map(toHex) }
  }
}

function onesIn(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}
