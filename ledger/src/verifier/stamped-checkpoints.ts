import { equalBytes } from '../bytes/bytes.ts'
import { parseHex } from '../bytes/hex.ts'
import type { Anchor } from '../entry/envelope.ts'
import { grown } from './stream-table.ts'

const HASH_LENGTH = 32
/** Hash of the token, then root. */
const ROW = 2 * HASH_LENGTH

/**
 * The time-stamped checkpoints of this ledger, packed: about 100 bytes each. A ledger of which little is
 * asked stamps nearly every entry by itself, so that there may be as many as entries.
 */
export class StampedCheckpoints {
  private rows = 0
  private hashes = new Uint8Array(256 * ROW)
  private sizes = new Float64Array(256)
  private times = new Float64Array(256)
  /** Number of a row from 1, at the place its token hash gives; 0 is empty. */
  private index = new Uint32Array(512)
  private last: { readonly anchor: Anchor; readonly row: number } | undefined

  /** The first tree size that was time-stamped. */
  get firstSize(): number | undefined {
    return this.rows === 0 ? undefined : this.sizes[0]
  }

  /** @param notBefore milliseconds since 1970, what the token proves; undefined when it is invalid */
  add({ token, root, size }: Anchor, notBefore: number | undefined): void {
    if (this.rows === this.sizes.length) this.grow()
    const row = this.rows++
    this.hashes.set(parseHex(token, HASH_LENGTH), row * ROW)
    this.hashes.set(parseHex(root, HASH_LENGTH), row * ROW + HASH_LENGTH)
    this.sizes[row] = size
    this.times[row] = notBefore ?? NaN
    this.enter(row)
    this.last = undefined
  }

  /** Number of the checkpoint that an anchor names in all its parts, or undefined. */
  find(anchor: Anchor): number | undefined {
    const { last } = this
    if (last !== undefined && isSame(last.anchor, anchor)) return last.row
    const row = this.search(anchor)
    if (row !== undefined) this.last = { anchor, row }
    return row
  }

  /** What the token of that checkpoint proves; undefined when it was found invalid. */
  notBefore(row: number): number | undefined {
    const time = this.times[row]!
    return Number.isNaN(time) ? undefined : time
  }

  private search({ token, root, size }: Anchor): number | undefined {
    const named = parseHex(token + root, ROW)
    for (let place = this.placeOf(named); this.index[place] !== 0; place = this.next(place)) {
      const row = this.index[place]! - 1
      const at = row * ROW
      if (!equalBytes(this.hashes.subarray(at, at + ROW), named)) continue
      if (this.sizes[row] === size) return row
    }
    return undefined
  }

  private enter(row: number): void {
    let place = this.placeOf(this.hashes.subarray(row * ROW, row * ROW + HASH_LENGTH))
    while (this.index[place] !== 0) place = this.next(place)
    this.index[place] = row + 1
  }

  private placeOf(tokenHash: Uint8Array): number {
    const [a = 0, b = 0, c = 0, d = 0] = tokenHash
    return ((a << 24) | (b << 16) | (c << 8) | d) & (this.index.length - 1)
  }

  private next(place: number): number {
    return (place + 1) & (this.index.length - 1)
  }

  private grow(): void {
    const length = this.sizes.length * 2
    this.hashes = new Uint8Array(grown(this.hashes, length * ROW))
    this.sizes = new Float64Array(grown(this.sizes, length))
    this.times = new Float64Array(grown(this.times, length))
    this.index = new Uint32Array(2 * length)
    for (let row = 0; row < this.rows; row++) this.enter(row)
  }
}

function isSame(one: Anchor, other: Anchor): boolean {
  return one.token === other.token && one.root === other.root && one.size === other.size
}
