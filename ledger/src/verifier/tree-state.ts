import type { Crypto } from '../crypto/crypto.ts'
import { CompactRange } from '../merkle/compact-range.ts'

/** The RFC 9162 tree over all leaves so far, recomputed from bytes; roots of chosen sizes are kept. */
export class TreeState {
  private readonly range: CompactRange
  private readonly roots = new Map<number, string | undefined>()
  /** False once a leaf was missing or a root differed: later roots say nothing new. */
  isSound = true

  constructor(crypto: Crypto) {
    this.range = new CompactRange(crypto)
  }

  get size(): number {
    return this.range.size
  }

  append(leafHash: Uint8Array): void {
    this.range.append(leafHash)
    if (this.roots.has(this.range.size)) this.roots.set(this.range.size, this.root())
  }

  /** Hexadecimal. */
  root(): string {
    return this.range.root().toHex()
  }

  /** Asks for the root of the first `size` leaves, before they are appended. */
  watch(size: number): void {
    this.roots.set(size, size === 0 ? this.root() : undefined)
  }

  /** Root of a watched size in hexadecimal, or undefined when the tree never was that large. */
  watched(size: number): string | undefined {
    return this.roots.get(size)
  }
}
