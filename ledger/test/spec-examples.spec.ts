import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeCrypto } from '../node/index.ts'
import { toHex } from '../src/bytes/hex.ts'
import { encodeUtf8 } from '../src/bytes/utf8.ts'
import { openCheckpoint } from '../src/checkpoint/open-checkpoint.ts'
import { parseVerifierKey } from '../src/checkpoint/verifier-key.ts'
import { evidenceTree } from '../src/evidence-record/evidence-tree.ts'
import { consistencyProof } from '../src/merkle/consistency-proof.ts'
import { inclusionProof } from '../src/merkle/inclusion-proof.ts'
import { hashLeaf } from '../src/merkle/tree-hash.ts'
import { treeRoot } from '../src/merkle/tree-root.ts'

const crypto = nodeCrypto()
const ledger = fileURLToPath(new URL('..', import.meta.url))
const data = ['a', 'b', 'c'].map(encodeUtf8)

function page(name: string): string {
  return readFileSync(join(ledger, '../docs/spec', name), 'utf8')
}

function blocks(name: string): string[] {
  return [...page(name).matchAll(/^```text\n(.*?)^```$/gms)].map(([, text]) => text!)
}

/** The hexadecimal value on the line that begins with this word. */
function valueOf(text: string, word: string): string {
  return new RegExp(`^${word} .*?\\b([0-9a-f]{64})\\b`, 'm').exec(text)![1]!
}

test('the example of docs/spec/tree.md is what the code computes', () => {
  const [text] = blocks('tree.md')
  const leaves = data.map((bytes) => hashLeaf(bytes, crypto))
  const words = ['leaf a', 'leaf b', 'leaf c']
  expect(leaves.map(toHex)).toEqual(words.map((word) => valueOf(text!, word)))
  expect(toHex(treeRoot(leaves, crypto))).toBe(valueOf(text!, 'root'))
  expect(toHex(treeRoot(leaves.slice(0, 2), crypto))).toBe(valueOf(text!, 'node ab'))
  expect(inclusionProof(leaves, 1, crypto)).toEqual([leaves[0], leaves[2]])
  expect(consistencyProof(leaves, 2, crypto)).toEqual([leaves[2]])
})

test('the example of docs/spec/checkpoint.md opens with its verifier key', async () => {
  const [note, verifierKey] = blocks('checkpoint.md')
  const key = parseVerifierKey(verifierKey!.trim(), crypto)
  const root = treeRoot(
    data.map((bytes) => hashLeaf(bytes, crypto)),
    crypto,
  )
  expect(await openCheckpoint(note!, key, crypto)).toEqual({
    ok: true,
    checkpoint: { origin: key.name, size: 3, root },
  })
})

test('the example of docs/spec/evidence-record.md is what the code computes', () => {
  const [text] = blocks('evidence-record.md')
  const tree = evidenceTree(
    data.map((bytes) => crypto.digest('sha-256', bytes)),
    crypto,
  )
  expect(toHex(tree.root)).toBe(valueOf(text!, 'root'))
  expect(page('timestamp.md')).toContain(toHex(tree.root))
  expect(tree.path(0).map(toHex)).toEqual([valueOf(text!, 'b'), valueOf(text!, 'c')])
  expect(tree.path(2).map(toHex)).toEqual([valueOf(text!, 'ab')])
})

test.each(['tree.md', 'checkpoint.md', 'timestamp.md', 'evidence-record.md'])(
  'every rule of docs/spec/%s is named by a test',
  (name) => {
    const rules = [...page(name).matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map(([, rule]) => rule!)
    const specs = readdirSync(join(ledger, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.spec.ts'))
      .map((file) => readFileSync(join(ledger, 'src', file), 'utf8'))
      .join('\n')
    expect(rules.length).toBeGreaterThan(0)
    expect(rules.filter((rule) => !new RegExp(`'${rule}\\b`).test(specs))).toEqual([])
  },
)
