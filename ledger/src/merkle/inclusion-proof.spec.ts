import { naivePath, naiveRoot } from '../../test/naive-tree.ts'
import { nodeCrypto } from '../../node/index.ts'
import { inclusionProof, inclusionProofFrom, verifyInclusion } from './inclusion-proof.ts'
import type { InclusionClaim } from './inclusion-proof.ts'
import { PackedTree } from './packed-tree.ts'
import { hashLeaf } from './tree-hash.ts'

const crypto = nodeCrypto()
const data = Array.from({ length: 256 }, (_, index) => Uint8Array.of(index, 3))
const leaves = data.map((bytes) => hashLeaf(bytes, crypto))
const roots = Array.from({ length: 257 }, (_, size) => naiveRoot(data.slice(0, size)))
const tree = new PackedTree(crypto)
for (const hash of leaves) tree.append(hash)

function claim(index: number, size: number): InclusionClaim {
  const proof = inclusionProofFrom(tree, { index, size }, crypto)
  return { leaf: leaves[index]!, index, size, proof, root: roots[size]! }
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes)
  copy[17]! ^= 0x20
  return copy
}

/** Every way to change a proof: by itself it must stop to verify. */
function mutations({ leaf, index, size, proof, root }: InclusionClaim): InclusionClaim[] {
  const base = { leaf, index, size, proof, root }
  const extra = new Uint8Array(32)
  return [
    { ...base, leaf: flipped(leaf) },
    { ...base, root: flipped(root) },
    { ...base, index: index + 1 },
    { ...base, index: index - 1 },
    { ...base, index: index + size },
    { ...base, index: index + 2 ** 32 },
    { ...base, index: NaN },
    { ...base, index: index + 0.5 },
    { ...base, size: index },
    { ...base, size: 0 },
    { ...base, size: -size },
    { ...base, size: Infinity },
    { ...base, size: size * 2 },
    ...(size > 1 ? [{ ...base, leaf: root, root: leaf }] : []),
    { ...base, leaf: leaf.slice(1) },
    { ...base, root: new Uint8Array(0) },
    { ...base, proof: [...proof, extra] },
    { ...base, proof: [...proof, root] },
    { ...base, proof: [extra, ...proof] },
    { ...base, proof: [leaf, ...proof] },
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

test('M-05 every leaf of every tree up to 256 has the path of the RFC, and it verifies', () => {
  for (let size = 1; size <= data.length; size++) {
    const indexes = Array.from({ length: size }, (_, index) => index)
    expect(indexes.filter((index) => !verifyInclusion(claim(index, size), crypto))).toEqual([])
  }
  for (const size of [1, 2, 3, 5, 8, 13, 64, 100, 255, 256]) {
    for (let index = 0; index < size; index++) {
      const expected = naivePath(index, data.slice(0, size))
      expect(claim(index, size).proof.map((hash) => new Uint8Array(hash))).toEqual(expected)
    }
  }
})

test('M-06 T-01 every mutation of an inclusion proof is refused', () => {
  for (let size = 1; size <= 33; size++) {
    for (let index = 0; index < size; index++) {
      const accepted = mutations(claim(index, size)).filter((one) => verifyInclusion(one, crypto))
      expect(accepted).toEqual([])
    }
  }
})

test('M-06 a proof of one leaf is refused for every other leaf and for every other size', () => {
  for (let size = 1; size <= 20; size++) {
    for (let index = 0; index < size; index++) {
      const valid = claim(index, size)
      for (let other = 0; other < size; other++) {
        if (other === index) continue
        expect(verifyInclusion({ ...valid, index: other }, crypto)).toBe(false)
        expect(verifyInclusion({ ...valid, leaf: leaves[other]! }, crypto)).toBe(false)
      }
      for (let other = 1; other <= 20; other++) {
        if (other === size) continue
        const moved = { ...valid, size: other, root: roots[other]! }
        expect(verifyInclusion(moved, crypto)).toBe(false)
      }
    }
  }
})

test('the proof over plain leaf hashes is the one of the packed tree', () => {
  expect(inclusionProof(leaves.slice(0, 77), 41, crypto)).toEqual(claim(41, 77).proof)
})

test.each([
  [-1, 5],
  [5, 5],
  [0, 0],
  [0, 257],
  [0.5, 5],
  [0, NaN],
])('no proof is made for leaf %d in a tree of %d', (index, size) => {
  const refused = expect.objectContaining({ code: 'PROOF_OUT_OF_RANGE' })
  expect(() => inclusionProofFrom(tree, { index, size }, crypto)).toThrow(refused)
})
