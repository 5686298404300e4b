import { inclusionProofFrom, PackedTree, toHex } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { MerkleTiles } from './merkle-tiles.js'
import { ReadModelFile } from './read-model-file.js'

const crypto = nodeCrypto()
const SIZE = 66_000

const leaves = Array.from({ length: SIZE }, (_, index) =>
  crypto.digest('sha-256', Uint8Array.of(index, index >> 8, index >> 16)),
)

test('proofs from tiles are those of the whole tree, at every size, however the leaves came', () => {
  const file = ReadModelFile.create(':memory:', 'test')
  const tiles = new MerkleTiles(file, crypto)
  const tree = new PackedTree(crypto)
  for (const leaf of leaves) tree.append(leaf)
  const steps = [1, 254, 1, 1, 255, 4096, 300, 513]
  for (let at = 0, i = 0; at < SIZE; i++) {
    const chunk = leaves.slice(at, at + steps[i % steps.length]!)
    tiles.append(at, chunk)
    at += chunk.length
  }
  for (const size of [1, 2, 255, 256, 257, 511, 512, 4097, 65_535, 65_536, 65_537, SIZE]) {
    for (const index of [0, Math.floor(size / 3), Math.floor(size / 2), size - 1]) {
      const place = { index, size }
      const expected = inclusionProofFrom(tree, place, crypto).map(toHex)
      const actual = inclusionProofFrom(tiles.reader(SIZE), place, crypto).map(toHex)
      expect([place, actual]).toEqual([place, expected])
    }
  }
})

test('a subtree that is not complete is refused', () => {
  const tiles = new MerkleTiles(ReadModelFile.create(':memory:', 'test'), crypto)
  tiles.append(0, leaves.slice(0, 3))
  const subtree = () => tiles.reader(4).subtree(2, 0)
  expect(subtree).toThrow(expect.objectContaining({ code: 'PROOF_OUT_OF_RANGE' }))
})
