const PARTS = 256
const WORDS = 3

/**
 * A set of digests by their first 96 bits, packed: 16 to 24 bytes each, where a Set of strings takes
 * over 100. Two different members among ten million meet with a probability below 10^-14.
 */
export class DigestSet {
  private readonly tables: Uint32Array[] = Array.from(
    { length: PARTS },
    () => new Uint32Array(16 * WORDS),
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
    if (this.sizes[part]! * WORDS * 4 > table.length * 3) {
      table = rehash(table)
      this.tables[part] = table
    }
    if (!insert(table, a, b, c)) return false
    this.sizes[part]!++
    return true
  }
}

function insert(table: Uint32Array, a: number, b: number, c: number): boolean {
  const slots = table.length / WORDS
  let slot = (a ^ (b >>> 8)) & (slots - 1)
  for (;;) {
    const at = slot * WORDS
    if (table[at + 2] === 0) {
      table[at] = a
      table[at + 1] = b
      table[at + 2] = c
      return true
    }
    if (table[at] === a && table[at + 1] === b && table[at + 2] === c) return false
    slot = (slot + 1) & (slots - 1)
  }
}

function rehash(table: Uint32Array): Uint32Array {
  const wider = new Uint32Array(table.length * 2)
  for (let at = 0; at < table.length; at += WORDS) {
    const c = table[at + 2]!
    if (c !== 0) insert(wider, table[at]!, table[at + 1]!, c)
  }
  return wider
}
