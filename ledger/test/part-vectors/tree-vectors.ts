import { consistencyProof } from '../../src/merkle/consistency-proof.ts'
import { inclusionProof } from '../../src/merkle/inclusion-proof.ts'
import { hashLeaf } from '../../src/merkle/tree-hash.ts'
import { treeRoot } from '../../src/merkle/tree-root.ts'
import { crypto } from '../test-world.ts'
import { flipped, type ConsistencyCase, type InclusionCase, type Parts } from './part.ts'

/** Leaf i is the byte i. */
const leaves = Array.from({ length: 13 }, (_, i) => hashLeaf(Uint8Array.of(i), crypto))
const rootOf = (hashes: readonly Uint8Array[]) => treeRoot(hashes, crypto).toHex()
const flip = (hash: string) => flipped(Uint8Array.fromHex(hash), 0).toHex()

export function inclusionVectors(): Parts<InclusionCase> {
  const good = [
    [0, 1],
    [0, 2],
    [2, 3],
    [5, 8],
    [6, 7],
    [12, 13],
  ].map(([index, size]) => inclusion(index!, size!))
  const whole = inclusion(3, 7)
  const { proof } = whole
  const changed = (name: string, what: string, changes: Partial<InclusionCase>): InclusionCase => ({
    ...whole,
    name,
    what,
    ...changes,
    valid: false,
  })
  return {
    cases: [
      ...good,
      whole,
      changed('sibling-flipped', 'one bit of a hash changed', {
        proof: proof.with(1, flip(proof[1]!)),
      }),
      changed('sibling-deleted', 'the last hash taken out', { proof: proof.slice(0, -1) }),
      changed('sibling-added', 'a hash more at the end', { proof: [...proof, proof[0]!] }),
      changed('siblings-swapped', 'two hashes exchanged', {
        proof: [proof[1]!, proof[0]!, ...proof.slice(2)],
      }),
      changed('sibling-cut', 'a hash of 31 bytes', { proof: proof.with(0, proof[0]!.slice(2)) }),
      changed('other-index', 'the place of another leaf', { index: 2 }),
      changed('other-size', 'a tree that is larger', { size: 9 }),
      changed('other-leaf', 'another leaf at this place', { leaf: leaves[2]!.toHex() }),
      changed('other-root', 'the root of another tree', { root: rootOf(leaves.slice(0, 8)) }),
      changed('index-beyond', 'a place behind the last leaf', { index: 7 }),
      changed('root-as-leaf', 'the root itself, without a proof', { leaf: whole.root, proof: [] }),
    ],
  }
}

function inclusion(index: number, size: number): InclusionCase {
  const tree = leaves.slice(0, size)
  return {
    name: `leaf-${index}-of-${size}`,
    what: `leaf ${index} in a tree of ${size}`,
    leaf: tree[index]!.toHex(),
    index,
    size,
    proof: inclusionProof(tree, index, crypto).map((hash) => hash.toHex()),
    root: rootOf(tree),
    valid: true,
  }
}

export function consistencyVectors(): Parts<ConsistencyCase> {
  const good = [
    [0, 5],
    [1, 4],
    [2, 5],
    [4, 7],
    [6, 8],
    [7, 7],
    [7, 13],
  ].map(([size1, size2]) => consistency(size1!, size2!))
  const whole = consistency(3, 7)
  const { proof, root1, root2 } = whole
  const changed = (
    name: string,
    what: string,
    changes: Partial<ConsistencyCase>,
  ): ConsistencyCase => ({ ...whole, name, what, ...changes, valid: false })
  const rewritten = leaves.slice(0, 7).with(1, hashLeaf(Uint8Array.of(0xff), crypto))
  return {
    cases: [
      ...good,
      whole,
      changed('hash-flipped', 'one bit of a hash changed', {
        proof: proof.with(1, flip(proof[1]!)),
      }),
      changed('hash-deleted', 'the first hash taken out', { proof: proof.slice(1) }),
      changed('hash-added', 'a hash more at the end', { proof: [...proof, proof[0]!] }),
      changed('hashes-swapped', 'two hashes exchanged', {
        proof: [proof[1]!, proof[0]!, ...proof.slice(2)],
      }),
      changed('roots-swapped', 'the later tree said to be the earlier', {
        root1: root2,
        root2: root1,
      }),
      changed('other-size', 'an earlier tree of another size', { size1: 2 }),
      changed('proof-missing', 'no proof at all', { proof: [] }),
      changed('history-rewritten', 'a later tree in which leaf 1 is another, with its own proof', {
        root2: rootOf(rewritten),
        proof: consistencyProof(rewritten, 3, crypto).map((hash) => hash.toHex()),
      }),
      changed('from-nothing-proved', 'the empty tree with a proof', {
        ...consistency(0, 7),
        name: 'from-nothing-proved',
        what: 'the empty tree with a proof',
        proof,
      }),
      changed('to-itself-other', 'one size and two roots', { size2: 3, proof: [] }),
    ],
  }
}

function consistency(size1: number, size2: number): ConsistencyCase {
  const tree = leaves.slice(0, size2)
  return {
    name: `from-${size1}-to-${size2}`,
    what: `a tree of ${size2} begins with all of the tree of ${size1}`,
    size1,
    root1: rootOf(tree.slice(0, size1)),
    size2,
    root2: rootOf(tree),
    proof: consistencyProof(tree, size1, crypto).map((hash) => hash.toHex()),
    valid: true,
  }
}
