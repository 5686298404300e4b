import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { nodeCrypto } from '../../node/index.ts'
import { toBase64 } from '../bytes/base64.ts'
import { emptyRoot } from '../merkle/tree-hash.ts'
import type { NoteSigner } from '../signature/signer.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { formatNote, parseNote } from './note.ts'
import { openCheckpoint } from './open-checkpoint.ts'
import { signCheckpoint } from './sign-checkpoint.ts'
import { formatVerifierKey, parseVerifierKey } from './verifier-key.ts'

const crypto = nodeCrypto()
const origin = `development.invalid/tests/${'0f'.repeat(16)}`

function signer(name: string, seed: number): NoteSigner {
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.alloc(32, seed),
  ])
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return {
    name,
    publicKey: new Uint8Array(spki.subarray(12)),
    sign: (text) => sign(null, text, key),
  }
}

const ours = signer(origin, 1)
const key = parseVerifierKey(formatVerifierKey(ours, crypto), crypto)
const checkpoint = { origin, size: 20_852_163, root: new Uint8Array(32).fill(7) }
const note = await signCheckpoint(checkpoint, ours, crypto)
const malformed = expect.objectContaining({ code: 'CHECKPOINT_MALFORMED' })

/** Any text, signed with our own key: what a hostile ledger could publish. */
async function signed(text: string): Promise<string> {
  const signature = await ours.sign(new TextEncoder().encode(text))
  const bytes = Buffer.concat([Buffer.from(key.keyId, 'hex'), signature])
  return `${text}\n\u2014 ${origin} ${bytes.toString('base64')}\n`
}

test('C-06 a signed checkpoint has three lines, a blank one and one signature line, and opens', async () => {
  expect(note.split('\n').slice(0, 4)).toEqual([origin, '20852163', toBase64(checkpoint.root), ''])
  expect(note.split('\n')).toHaveLength(6)
  expect(note).toBe(await signed(formatCheckpoint(checkpoint)))
  expect(await openCheckpoint(note, key, crypto)).toEqual({ ok: true, checkpoint })
})

test('C-07 lines of other keys change nothing, not even under our name', async () => {
  const impostor = await signCheckpoint(checkpoint, signer(origin, 2), crypto)
  const witness = `\u2014 witness.example ${btoa('abcdsignature')}\n`
  const lines = impostor.slice(impostor.indexOf('\u2014')) + witness
  expect(await openCheckpoint(note + lines, key, crypto)).toEqual({ ok: true, checkpoint })
  expect(await openCheckpoint(impostor + witness, key, crypto)).toMatchObject({
    ok: false,
    code: 'CHECKPOINT_SIGNATURE_MISSING',
  })
})

test('C-08 every changed byte of text or signature is refused', async () => {
  const start = note.indexOf('\u2014')
  for (const at of [0, 5, start - 50, start - 49, start - 10]) {
    const changed = note.slice(0, at) + (note[at] === 'b' ? 'c' : 'b') + note.slice(at + 1)
    const result = await openCheckpoint(changed, key, crypto).catch((error: unknown) => error)
    expect(result).toMatchObject({
      code: expect.stringMatching(/_(?:INVALID|MISMATCH|MALFORMED)$/),
    })
  }
  const parsed = parseNote(note)
  for (let at = 0; at < 64; at++) {
    const signature = parsed.signatures[0]!.signature.slice()
    signature[at]! ^= 0x04
    const signatures = [{ ...parsed.signatures[0]!, signature }]
    const refused = { ok: false, code: 'CHECKPOINT_SIGNATURE_INVALID' }
    expect(await openCheckpoint(formatNote({ ...parsed, signatures }), key, crypto)).toMatchObject(
      refused,
    )
  }
})

test('C-09 T-19 a checkpoint of another ledger is refused, and none is signed for one', async () => {
  const other = `development.invalid/tests/${'f0'.repeat(16)}`
  const foreign = await signCheckpoint({ ...checkpoint, origin: other }, signer(other, 1), crypto)
  expect(await openCheckpoint(foreign, key, crypto)).toMatchObject({
    code: 'CHECKPOINT_ORIGIN_MISMATCH',
  })
  await expect(signCheckpoint({ ...checkpoint, origin: other }, ours, crypto)).rejects.toThrow(
    malformed,
  )
})

test('C-10 two lines by our key are refused, even when both are valid', async () => {
  const line = note.slice(note.indexOf('\u2014'))
  await expect(openCheckpoint(note + line, key, crypto)).rejects.toThrow(malformed)
})

test('C-11 the empty tree opens only with the hash of nothing', async () => {
  const empty = { origin, size: 0, root: emptyRoot(crypto) }
  const opened = await openCheckpoint(await signCheckpoint(empty, ours, crypto), key, crypto)
  expect(opened).toMatchObject({ ok: true, checkpoint: { size: 0 } })
  const wrong = await signCheckpoint({ ...empty, root: new Uint8Array(32) }, ours, crypto)
  await expect(openCheckpoint(wrong, key, crypto)).rejects.toThrow(malformed)
})

const root = toBase64(checkpoint.root)
test.each<[string, string]>([
  ['leading zero', `${origin}\n07\n${root}\n`],
  ['sign', `${origin}\n+7\n${root}\n`],
  ['negative', `${origin}\n-7\n${root}\n`],
  ['hexadecimal', `${origin}\n0x7\n${root}\n`],
  ['exponent', `${origin}\n7e1\n${root}\n`],
  ['space', `${origin}\n7 \n${root}\n`],
  ['2^53', `${origin}\n9007199254740992\n${root}\n`],
  ['many digits', `${origin}\n${'9'.repeat(40)}\n${root}\n`],
  ['digits of another script', `${origin}\n\u0667\n${root}\n`],
  ['extension line', `${origin}\n7\n${root}\nextension\n`],
  ['blank extension line', `${origin}\n7\n${root}\n\n`],
  ['no origin', `\n7\n${root}\n`],
  ['no root', `${origin}\n7\n`],
  ['root of 31 bytes', `${origin}\n7\n${toBase64(new Uint8Array(31))}\n`],
  ['root of 33 bytes', `${origin}\n7\n${toBase64(new Uint8Array(33))}\n`],
  ['root with stray bits', `${origin}\n7\n${root.slice(0, -2)}d=\n`],
  ['root in base64url', `${origin}\n7\n${root.slice(0, -2)}_=\n`],
])('C-12 a checkpoint is refused though well signed: %s', async (_name, text) => {
  expect(() => parseCheckpoint(text)).toThrow(malformed)
  await expect(
    signed(text).then((hostile) => openCheckpoint(hostile, key, crypto)),
  ).rejects.toThrow(malformed)
})

test.each([
  { ...checkpoint, size: -1 },
  { ...checkpoint, size: 1.5 },
  { ...checkpoint, size: 2 ** 53 },
  { ...checkpoint, root: new Uint8Array(31) },
  { ...checkpoint, origin: 'two words' },
  { ...checkpoint, origin: 'a\nb' },
  { ...checkpoint, origin: '' },
])('C-12 a checkpoint that could not be read back is never written (%#)', (bad) => {
  expect(() => formatCheckpoint(bad)).toThrow(malformed)
})
