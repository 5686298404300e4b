import {
  hashNode,
  LedgerError,
  type CompactRangeState,
  type Crypto,
  type SubtreeReader,
} from '@contremarque/ledger'

/**
 * The second way to a root: top-down over the old tree's right edge and the new leaves, where
 * CompactRange goes bottom-up, leaf by leaf.
 */
export class EdgeTree implements SubtreeReader {
  readonly size: number
  private readonly edge: ReadonlyMap<string, Uint8Array>
  private readonly first: number
  private readonly leaves: readonly Uint8Array[]
  private readonly crypto: Crypto

  constructor(edge: CompactRangeState, leaves: readonly Uint8Array[], crypto: Crypto) {
    this.edge = subtreesOf(edge)
    this.first = edge.size
    this.leaves = leaves
    this.size = edge.size + leaves.length
    this.crypto = crypto
  }

  subtree(level: number, index: number): Uint8Array {
    const kept = this.edge.get(key(level, index))
    if (kept !== undefined) return kept
    if (level > 0) {
      const left = this.subtree(level - 1, 2 * index)
      return hashNode(left, this.subtree(level - 1, 2 * index + 1), this.crypto)
    }
    const leaf = this.leaves[index - this.first]
    if (leaf === undefined) {
      throw new LedgerError('PROOF_OUT_OF_RANGE', `leaf ${index} stands inside the edge`)
    }
    return leaf
  }
}

/** The edge's subtrees by level and index: the ones in the binary form of its size, largest first. */
function subtreesOf({ size, hashes }: CompactRangeState): ReadonlyMap<string, Uint8Array> {
  const subtrees = new Map<string, Uint8Array>()
  let start = 0
  for (const hash of hashes) {
    const level = Math.floor(Math.log2(size - start))
    subtrees.set(key(level, start / 2 ** level), Uint8Array.fromHex(hash))
    start += 2 ** level
  }
  return subtrees
}

function key(level: number, index: number): string {
  return `${level}/${index}`
}
