import { createHash } from 'node:crypto'
import { nodeCrypto } from '../../node/index.ts'
import { toHex } from '../bytes/hex.ts'
import { evidenceRoot, evidenceTree, joinSorted } from './evidence-tree.ts'

const crypto = nodeCrypto()
const digests = Array.from({ length: 130 }, (_, i) => crypto.digest('sha-256', Uint8Array.of(i)))

/** The shape of docs/spec/evidence-record.md word for word, on hexadecimal text. */
function naive(level: readonly string[]): string {
  if (level.length === 1) return level[0]!
  const parents: string[] = []
  for (let i = 0; i < level.length; i += 2) {
    const pair = level.slice(i, i + 2).sort()
    const joined = Buffer.from(pair.join(''), 'hex')
    parents.push(pair.length === 1 ? pair[0]! : createHash('sha256').update(joined).digest('hex'))
  }
  return naive(parents)
}

test('ER-01 root and every path agree with the recursion for every number of objects up to 130', () => {
  for (let count = 1; count <= digests.length; count++) {
    const objects = digests.slice(0, count)
    const tree = evidenceTree(objects, crypto)
    const root = naive(objects.map(toHex))
    expect(toHex(tree.root)).toBe(root)
    expect(toHex(evidenceRoot(objects, crypto))).toBe(root)
    const walked = objects.map((object, index) =>
      toHex(tree.path(index).reduce((hash, sibling) => joinSorted(hash, sibling, crypto), object)),
    )
    expect(new Set(walked)).toEqual(new Set([root]))
  }
})

test('ER-01 one object is its own root; an odd last one moves up as it is', () => {
  expect(evidenceTree(digests.slice(0, 1), crypto)).toMatchObject({ root: digests[0] })
  expect(evidenceTree(digests.slice(0, 1), crypto).path(0)).toEqual([])
  const three = evidenceTree(digests.slice(0, 3), crypto)
  expect(three.path(2)).toEqual([joinSorted(digests[0]!, digests[1]!, crypto)])
})

test.each([[[]], [[new Uint8Array(31)]], [[new Uint8Array(32), new Uint8Array(64)]]])(
  'ER-01 no tree is made over no digests or digests of another length (%#)',
  (objects: Uint8Array[]) => {
    const refused = expect.objectContaining({ code: 'PROOF_OUT_OF_RANGE' })
    expect(() => evidenceTree(objects, crypto)).toThrow(refused)
    expect(() => evidenceRoot(objects, crypto)).toThrow(refused)
  },
)

test.each([-1, 3, 0.5, NaN])('no path is made for object %d of 3', (index) => {
  const refused = expect.objectContaining({ code: 'PROOF_OUT_OF_RANGE' })
  expect(() => evidenceTree(digests.slice(0, 3), crypto).path(index)).toThrow(refused)
})
