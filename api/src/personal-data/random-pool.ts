import { randomFillSync } from 'node:crypto'

const pool = new Uint8Array(8192)
let used = pool.length

/** Fresh bytes of the system's randomness, drawn in large pieces; none is handed out twice. */
export function freshBytes(length: 12 | 32): Uint8Array {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = pool.slice(used, used + length)
  pool.fill(0, used, used + length)
  used += length
  return bytes
}
