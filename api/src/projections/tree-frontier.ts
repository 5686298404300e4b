import {
  CompactRange,
  equalBytes,
  LedgerError,
  parseCheckpoint,
  parseNote,
  toHex,
  type Crypto,
} from '@contremarque/ledger'
import type { StoredEvent } from '../event-store/event-store.js'
import type { MerkleTiles } from './merkle-tiles.js'

/** Leaves that a batch adds, and the checkpoint over all leaves up to them. */
export interface PlacedBatch {
  readonly event: StoredEvent
  /** The last entry before it. */
  readonly n: number
  readonly leaves: readonly Uint8Array[]
  /** Untrusted; its signature is the verifier's. */
  readonly note: string
}

/** The root over all leaves so far, held against what checkpoints say: one hash a leaf. */
export class TreeFrontier {
  private range: CompactRange
  private readonly waiting: PlacedBatch[] = []

  /** Goes on from the first `size` leaves in the tiles. */
  constructor(tiles: MerkleTiles, size: number, crypto: Crypto) {
    const tree = tiles.reader(size)
    const hashes: string[] = []
    for (let level = 52, start = 0; level >= 0; level--) {
      const width = 2 ** level
      if (Math.floor(size / width) % 2 === 0) continue
      hashes.push(toHex(tree.subtree(level, start / width)))
      start += width
    }
    this.range = CompactRange.from({ size, hashes }, crypto)
  }

  add(batch: PlacedBatch): void {
    this.waiting.push(batch)
  }

  /**
   * Takes in the batches added since: the last checkpoint answers for all of them.
   *
   * @returns the first batch whose checkpoint names another size or root
   */
  settle(): PlacedBatch | undefined {
    const batches = this.waiting.splice(0)
    const last = batches.at(-1)
    const before = this.range.clone()
    for (const { leaves } of batches) appendAll(this.range, leaves)
    if (last === undefined || isSaidBy(last.note, this.range)) return undefined
    return batches.find(({ leaves, note }) => {
      appendAll(before, leaves)
      return !isSaidBy(note, before)
    })
  }
}

function appendAll(range: CompactRange, leaves: readonly Uint8Array[]): void {
  for (const leaf of leaves) range.append(leaf)
}

function isSaidBy(note: string, range: CompactRange): boolean {
  try {
    const { size, root } = parseCheckpoint(parseNote(note).text)
    return size === range.size && equalBytes(root, range.root())
  } catch (error) {
    if (error instanceof LedgerError) return false
    throw error
  }
}
