import { naiveRoot } from '../../test/naive-tree.ts'
import { nodeCrypto } from '../../node/index.ts'
import { parseHex, toHex } from '../bytes/hex.ts'
import { CompactRange } from './compact-range.ts'
import { PackedTree } from './packed-tree.ts'
import { rootAt } from './subtree-reader.ts'
import { hashLeaf } from './tree-hash.ts'
import { treeRoot } from './tree-root.ts'

const crypto = nodeCrypto()
/** The test tree of the Certificate Transparency reference implementation, with its roots by size. */
const publishedLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const publishedRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const data = Array.from({ length: 256 }, (_, index) => Uint8Array.of(index, index >> 1, 7))
const leaves = data.map((bytes) => hashLeaf(bytes, crypto))

test.each(publishedRoots.map((root, size) => ({ size, root })))(
  'M-01 the published RFC 6962 test tree of $size leaves has its root by every code path',
  ({ size, root }) => {
    const hashes = publishedLeaves.slice(0, size).map((hex) => hashLeaf(parseHex(hex), crypto))
    const range = new CompactRange(crypto)
    const tree = new PackedTree(crypto)
    for (const hash of hashes) {
      range.append(hash)
      tree.append(hash)
    }
    expect(toHex(treeRoot(hashes, crypto))).toBe(root)
    expect(toHex(range.root())).toBe(root)
    expect(toHex(rootAt(tree, size, crypto))).toBe(root)
  },
)

test('M-02 all code paths agree with the recursion of the RFC for every size up to 256', () => {
  const range = new CompactRange(crypto)
  const tree = new PackedTree(crypto)
  for (let size = 0; size <= data.length; size++) {
    const expected = toHex(naiveRoot(data.slice(0, size)))
    expect(toHex(treeRoot(leaves.slice(0, size), crypto))).toBe(expected)
    expect(toHex(range.root())).toBe(expected)
    expect(toHex(rootAt(tree, size, crypto))).toBe(expected)
    expect(range.size).toBe(size)
    if (size === data.length) break
    range.append(leaves[size]!)
    tree.append(leaves[size]!)
  }
  for (let size = 0; size <= data.length; size++) {
    expect(rootAt(tree, size, crypto)).toEqual(new Uint8Array(naiveRoot(data.slice(0, size))))
  }
})

test('M-03 a leaf and an inner node of the same bytes hash differently', () => {
  const node = treeRoot(leaves.slice(0, 2), crypto)
  const forged = new Uint8Array([...leaves[0]!, ...leaves[1]!])
  expect(toHex(hashLeaf(forged, crypto))).not.toBe(toHex(node))
})

test('M-04 a compact range restored from JSON goes on as if it had never stopped', () => {
  for (const size of [0, 1, 2, 3, 7, 8, 100, 255]) {
    const range = new CompactRange(crypto)
    for (const hash of leaves.slice(0, size)) range.append(hash)
    const restored = CompactRange.from(JSON.parse(JSON.stringify(range)), crypto)
    restored.append(leaves[size]!)
    expect(toHex(restored.root())).toBe(toHex(naiveRoot(data.slice(0, size + 1))))
    expect(range.size).toBe(size)
  }
})

test('a clone of a compact range grows apart from it', () => {
  const range = new CompactRange(crypto)
  for (const hash of leaves.slice(0, 5)) range.append(hash)
  const clone = range.clone()
  clone.append(leaves[5]!)
  expect(toHex(range.root())).toBe(toHex(naiveRoot(data.slice(0, 5))))
  expect(toHex(clone.root())).toBe(toHex(naiveRoot(data.slice(0, 6))))
})

test('stored levels give back the tree; levels that do not fit each other are refused', () => {
  const tree = new PackedTree(crypto)
  for (const hash of leaves.slice(0, 13)) tree.append(hash)
  const levels = tree.toLevels().map((level) => level.slice())
  const restored = PackedTree.from(levels, crypto)
  restored.append(leaves[13]!)
  expect(toHex(rootAt(restored, 14, crypto))).toBe(toHex(naiveRoot(data.slice(0, 14))))
  const code = 'PROOF_OUT_OF_RANGE'
  const refusals = [levels.slice(0, 2), [levels[0]!.slice(0, 33)], [levels[0]!, ...levels]]
  for (const bad of refusals) {
    expect(() => PackedTree.from(bad, crypto)).toThrow(expect.objectContaining({ code }))
  }
})

test.each([
  { size: 3, hashes: ['00'.repeat(32)] },
  { size: -1, hashes: [] },
  { size: 0.5, hashes: [] },
  { size: 2 ** 53, hashes: ['00'.repeat(32)] },
])('a compact range whose state does not fit its size is refused: $size', (state) => {
  const refused = expect.objectContaining({ code: 'PROOF_OUT_OF_RANGE' })
  expect(() => CompactRange.from(state, crypto)).toThrow(refused)
})

test('a leaf hash that is not 32 bytes is refused everywhere', () => {
  const short = new Uint8Array(31)
  const refused = expect.objectContaining({ code: 'PROOF_OUT_OF_RANGE' })
  expect(() => treeRoot([short], crypto)).toThrow(refused)
  expect(() => new CompactRange(crypto).append(short)).toThrow(refused)
  expect(() => new PackedTree(crypto).append(short)).toThrow(refused)
})
