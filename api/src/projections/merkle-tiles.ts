import { hashNode, LedgerError, type Crypto, type SubtreeReader } from '@contremarque/ledger'
import type { ReadModelFile } from './read-model-file.js'

const WIDTH = 256
const HEIGHT = 8
const HASH = 32
/** Room for the tiles of one level in the numbering of rows. */
const LEVEL = 2 ** 40

/**
 * Leaf hashes in tiles of 256, and above each full tile its root in a tile of the next level: a
 * proof in a tree of a million leaves reads a few rows. Derived, never evidence.
 */
export class MerkleTiles {
  private readonly file: ReadModelFile
  private readonly crypto: Crypto

  constructor(file: ReadModelFile, crypto: Crypto) {
    this.file = file
    this.crypto = crypto
  }

  /** Appends leaf hashes from leaf `first` on; stored with the transaction in hand. */
  append(first: number, hashes: readonly Uint8Array[]): void {
    this.appendAt(0, first, hashes)
  }

  /** The complete subtrees of the first `size` leaves, each tile read once: for one proof. */
  reader(size: number): SubtreeReader {
    const read = new Map<number, Uint8Array>()
    const tileAt = (id: number): Uint8Array => {
      let tile = read.get(id)
      if (tile === undefined) read.set(id, (tile = this.read(id)))
      return tile
    }
    return {
      size,
      subtree: (level, index) => {
        const width = 2 ** (level % HEIGHT)
        const start = index * width
        const id = Math.floor(level / HEIGHT) * LEVEL + Math.floor(start / WIDTH)
        return this.fold(tileAt(id), start % WIDTH, width)
      },
    }
  }

  private appendAt(level: number, first: number, hashes: readonly Uint8Array[]): void {
    const roots: Uint8Array[] = []
    const firstTile = Math.floor(first / WIDTH)
    let done = 0
    while (done < hashes.length) {
      const id = level * LEVEL + Math.floor((first + done) / WIDTH)
      const held = (first + done) % WIDTH
      const taken = Math.min(WIDTH - held, hashes.length - done)
      const tile = new Uint8Array((held + taken) * HASH)
      if (held > 0) tile.set(this.read(id).subarray(0, held * HASH))
      for (let i = 0; i < taken; i++) tile.set(hashes[done + i]!, (held + i) * HASH)
      this.write(id, tile)
      if (held + taken === WIDTH) roots.push(this.fold(tile, 0, WIDTH))
      done += taken
    }
    if (roots.length > 0) this.appendAt(level + 1, firstTile, roots)
  }

  private fold(tile: Uint8Array, start: number, width: number): Uint8Array {
    if ((start + width) * HASH > tile.length) {
      throw new LedgerError('PROOF_OUT_OF_RANGE', 'that subtree is not complete')
    }
    if (width === 1) return tile.subarray(start * HASH, (start + 1) * HASH)
    const left = this.fold(tile, start, width / 2)
    const right = this.fold(tile, start + width / 2, width / 2)
    return hashNode(left, right, this.crypto)
  }

  private read(id: number): Uint8Array {
    const row = this.file.get<{ hashes: Uint8Array }>('SELECT hashes FROM tiles WHERE id = ?', id)
    return row?.hashes ?? new Uint8Array(0)
  }

  private write(id: number, hashes: Uint8Array): void {
    this.file.run('INSERT OR REPLACE INTO tiles (id, hashes) VALUES (?, ?)', id, hashes)
  }
}
