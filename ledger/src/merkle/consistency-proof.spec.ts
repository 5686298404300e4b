import { naiveProof, naiveRoot } from '../../test/naive-tree.ts'
import { nodeCrypto } from '../../node/index.ts'
import { parseHex } from '../bytes/hex.ts'
import { consistencyProof, consistencyProofFrom, verifyConsistency } from './consistency-proof.ts'
import type { ConsistencyClaim } from './consistency-proof.ts'
import { PackedTree } from './packed-tree.ts'
import { hashLeaf } from './tree-hash.ts'

const crypto = nodeCrypto()
const data = Array.from({ length: 256 }, (_, index) => Uint8Array.of(index, 5))
const leaves = data.map((bytes) => hashLeaf(bytes, crypto))
const roots = Array.from({ length: 257 }, (_, size) => naiveRoot(data.slice(0, size)))
const tree = new PackedTree(crypto)
for (const hash of leaves) tree.append(hash)

function claim(size1: number, size2: number): ConsistencyClaim {
  const proof = consistencyProofFrom(tree, { size1, size2 }, crypto)
  return { size1, size2, root1: roots[size1]!, root2: roots[size2]!, proof }
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes)
  copy[17]! ^= 0x20
  return copy
}

/** Every way to change a proof between two different, not empty, trees. */
function mutations(base: ConsistencyClaim): ConsistencyClaim[] {
  const { size1, size2, root1, root2, proof } = base
  return [
    { ...base, root1: flipped(root1) },
    { ...base, root2: flipped(root2) },
    { ...base, root1: root2, root2: root1 },
    { ...base, root1: root2 },
    { ...base, root2: root1 },
    { ...base, size1: size2, size2: size1 },
    { ...base, size1: size2 },
    { ...base, size2: size1 },
    { ...base, size1: 0 },
    { ...base, size1: -size1 },
    { ...base, size1: NaN },
    { ...base, size2: size2 + 0.5 },
    { ...base, size2: Infinity },
    { ...base, size2: 2 * size2 },
    { ...base, root1: root1.slice(1) },
    { ...base, root2: new Uint8Array(0) },
    { ...base, proof: [] },
    { ...base, proof: [...proof, new Uint8Array(32)] },
    { ...base, proof: [...proof, root2] },
    { ...base, proof: [root1, ...proof] },
    { ...base, proof: [new Uint8Array(32), ...proof] },
    ...proof.flatMap((hash, at) => [
      { ...base, proof: proof.with(at, flipped(hash)) },
      { ...base, proof: proof.with(at, hash.slice(1)) },
      { ...base, proof: proof.toSpliced(at, 1) },
      { ...base, proof: proof.toSpliced(at, 0, hash) },
    ]),
    ...proof
      .slice(1)
      .map((hash, at) => ({ ...base, proof: proof.toSpliced(at, 2, hash, proof[at]!) })),
  ]
}

test('M-07 every pair of sizes up to 256 has a consistency proof, and it verifies', () => {
  for (let size2 = 0; size2 <= data.length; size2++) {
    const sizes = Array.from({ length: size2 + 1 }, (_, size1) => size1)
    expect(sizes.filter((size1) => !verifyConsistency(claim(size1, size2), crypto))).toEqual([])
  }
})

test('M-07 the proofs are those of the recursion of the RFC', () => {
  for (const size2 of [1, 2, 3, 6, 7, 8, 21, 64, 100]) {
    for (let size1 = 1; size1 <= size2; size1++) {
      const expected = naiveProof(size1, data.slice(0, size2))
      expect(claim(size1, size2).proof.map((hash) => new Uint8Array(hash))).toEqual(expected)
    }
  }
})

test('M-08 T-03 every mutation of a consistency proof is refused', () => {
  for (let size2 = 2; size2 <= 33; size2++) {
    for (let size1 = 1; size1 < size2; size1++) {
      const accepted = mutations(claim(size1, size2)).filter((one) =>
        verifyConsistency(one, crypto),
      )
      expect(accepted).toEqual([])
    }
  }
})

test('M-08 T-03 no proof joins a tree to one whose past was rewritten', () => {
  const rewritten = data.with(3, Uint8Array.of(0xff))
  for (let size1 = 4; size1 < 40; size1++) {
    const forged = naiveProof(size1, rewritten.slice(0, 40))
    const root2 = naiveRoot(rewritten.slice(0, 40))
    const attempt = { size1, size2: 40, root1: roots[size1]!, root2, proof: forged }
    expect(verifyConsistency(attempt, crypto)).toBe(false)
  }
})

test('M-09 from nothing, and to itself, only the empty proof is consistent', () => {
  const extra = [new Uint8Array(32)]
  expect(verifyConsistency({ ...claim(0, 9), proof: extra }, crypto)).toBe(false)
  expect(verifyConsistency({ ...claim(0, 9), root1: roots[1]! }, crypto)).toBe(false)
  expect(verifyConsistency({ ...claim(9, 9), proof: extra }, crypto)).toBe(false)
  expect(verifyConsistency({ ...claim(9, 9), root2: roots[8]! }, crypto)).toBe(false)
  expect(verifyConsistency({ ...claim(0, 0), root1: roots[1]!, root2: roots[1]! }, crypto)).toBe(
    false,
  )
})

test('M-07 a published proof of the Certificate Transparency test tree verifies', () => {
  const published = {
    size1: 2,
    size2: 5,
    root1: parseHex('fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'),
    root2: parseHex('4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'),
    proof: [
      parseHex('5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e'),
      parseHex('bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b'),
    ],
  }
  expect(verifyConsistency(published, crypto)).toBe(true)
  for (const mutation of mutations(published))
    expect(verifyConsistency(mutation, crypto)).toBe(false)
})

test('the proof over plain leaf hashes is the one of the packed tree', () => {
  expect(consistencyProof(leaves.slice(0, 77), 41, crypto)).toEqual(claim(41, 77).proof)
})

test.each([
  [-1, 5],
  [6, 5],
  [0, 257],
  [1.5, 5],
  [1, NaN],
])('no proof is made from %d to %d leaves', (size1, size2) => {
  const refused = expect.objectContaining({ code: 'PROOF_OUT_OF_RANGE' })
  expect(() => consistencyProofFrom(tree, { size1, size2 }, crypto)).toThrow(refused)
})
