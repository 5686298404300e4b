import { createHash } from 'node:crypto'

/** RFC 9162 §2.1 word for word, by recursion over the leaves' data: the oracle of the merkle specs. */

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

function k(n: number): number {
  return 2 ** (Math.ceil(Math.log2(n)) - 1)
}

/** MTH(D_n). */
export function naiveRoot(data: readonly Uint8Array[]): Uint8Array {
  if (data.length === 0) return sha256()
  if (data.length === 1) return sha256(Uint8Array.of(0), data[0]!)
  const split = k(data.length)
  return sha256(Uint8Array.of(1), naiveRoot(data.slice(0, split)), naiveRoot(data.slice(split)))
}

/** PATH(m, D_n). */
export function naivePath(m: number, data: readonly Uint8Array[]): Uint8Array[] {
  if (data.length === 1) return []
  const split = k(data.length)
  return m < split
    ? [...naivePath(m, data.slice(0, split)), naiveRoot(data.slice(split))]
    : [...naivePath(m - split, data.slice(split)), naiveRoot(data.slice(0, split))]
}

/** SUBPROOF(m, D_n, b); PROOF(m, D_n) is SUBPROOF(m, D_n, true). */
export function naiveProof(m: number, data: readonly Uint8Array[], b = true): Uint8Array[] {
  if (m === data.length) return b ? [] : [naiveRoot(data)]
  const split = k(data.length)
  return m <= split
    ? [...naiveProof(m, data.slice(0, split), b), naiveRoot(data.slice(split))]
    : [...naiveProof(m - split, data.slice(split), false), naiveRoot(data.slice(0, split))]
}
