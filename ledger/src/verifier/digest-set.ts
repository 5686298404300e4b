const PARTS = 256
const WORDS = 3
const FULLEST = 0.8
const GROWTH = 1.5

/**
 * A set of digests by their first 96 bits, packed: 15 to 23 bytes each, where a Set of strings takes
 * over 100. Two different members among ten million meet with a probability below 10^-14.
 */
export class DigestSet {
  /** Of different lengths, so that they do not all grow at the same time. */
  private readonly tables: Uint32Array<ArrayBuffer>[] = Array.from(
    { length: PARTS },
    (_, part) => new Uint32Array(WORDS * Math.ceil(64 * GROWTH ** (part / PARTS))),
  )
  private readonly sizes = new Uint32Array(PARTS)

  /** Adds the digest, given in hexadecimal, under a number; false when it was there already. */
  add(digest: string, under: number): boolean {
    const a = (parseInt(digest.slice(0, 8), 16) ^ under) >>> 0
    const b = parseInt(digest.slice(8, 16), 16)
    // A slot of three zeros is empty.
    const c = (parseInt(digest.slice(16, 24), 16) | 1) >>> 0
    const part = b & (PARTS - 1)
    let table = this.tables[part]!
    if (this.sizes[part]! * WORDS > table.length * FULLEST) {
      table = rehash(table)
      this.tables[part] = table
    }
    if (!insert(table, a, b, c)) return false
    this.sizes[part]!++
    return true
  }
}

function insert(table: Uint32Array, a: number, b: number, c: number): boolean {
  // One digest under many numbers differs in low bits only: multiplied, they reach the high ones.
  const spread = Math.imul(a ^ b, 0x9e3779b1) >>> 0
  let at = WORDS * Math.floor((spread / 2 ** 32) * (table.length / WORDS))
  for (;;) {
    if (table[at + 2] === 0) {
      table[at] = a
      table[at + 1] = b
      table[at + 2] = c
      return true
    }
    if (table[at] === a && table[at + 1] === b && table[at + 2] === c) return false
    at = (at + WORDS) % table.length
  }
}

function rehash(table: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(WORDS * Math.ceil((table.length / WORDS) * GROWTH))
  for (let at = 0; at < table.length; at += WORDS) {
    const c = table[at + 2]!
    if (c !== 0) insert(wider, table[at]!, table[at + 1]!, c)
  }
  // Given back now: the collector comes by too seldom for so much.
  table.buffer.transfer(0)
  return wider
}
