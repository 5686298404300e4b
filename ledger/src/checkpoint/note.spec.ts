import { nodeCrypto } from '../../node/index.ts'
import { formatNote, parseNote } from './note.ts'
import {
  formatVerifierKey,
  noteSignatureCheck,
  parseVerifierKey,
  signaturesBy,
} from './verifier-key.ts'

const crypto = nodeCrypto()
const peterKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const peterNote = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`
const sumdbKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
const sumdbNotes = [
  `go.sum database tree
31700353
qINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=

\u2014 sum.golang.org Az3grnmrIUEDFqHzAElIQCPNoRFRAAdFo47fooyWKMHb89k11GJh5zHIfNCOBmwn/C3YI8oW9/C8DJ87F61QqspBYwM=
`,
  `go.sum database tree
65209736
5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=

\u2014 sum.golang.org Az3grnbssgK7ubgFX36gVETtNv0U23qxyAhAMai2QUfeGa3nB/akvkMdlUErfcZz7l/R3cVtYspg3dxXABkGZZKdsQ8=
`,
]

async function verifies(noteText: string, keyText: string): Promise<boolean> {
  const note = parseNote(noteText)
  const key = parseVerifierKey(keyText, crypto)
  const lines = signaturesBy(note, key)
  const answers = await crypto.verifySignatures(
    lines.map((line) => noteSignatureCheck(note, line, key)),
  )
  return answers.length === 1 && answers[0]!
}

const malformed = expect.objectContaining({ code: 'CHECKPOINT_MALFORMED' })

test('C-01 the published example of the Go note package verifies, and no other text under it', async () => {
  expect(await verifies(peterNote, peterKey)).toBe(true)
  expect(await verifies(peterNote.replace('answer', 'Answer'), peterKey)).toBe(false)
  expect(await verifies(peterNote, sumdbKey)).toBe(false)
})

test.each(sumdbNotes)(
  'C-01 a published head of the Go checksum database verifies (%#)',
  async (note) => {
    expect(await verifies(note, sumdbKey)).toBe(true)
    expect(await verifies(note.replace('tree\n', 'tree\n1'), sumdbKey)).toBe(false)
  },
)

test('C-02 a parsed note is written back byte for byte', () => {
  for (const note of [peterNote, ...sumdbNotes]) expect(formatNote(parseNote(note))).toBe(note)
})

test('C-03 signatures of unknown keys and kinds are carried, sixteen of them and more', async () => {
  const others = Array.from(
    { length: 40 },
    (_, i) => `\u2014 witness.example/${i} ${btoa(`key${i % 10}${'x'.repeat(2420)}`)}\n`,
  )
  const note = parseNote(peterNote + others.slice(0, 18).join(''))
  expect(note.signatures).toHaveLength(19)
  expect(await verifies(peterNote + others.slice(0, 18).join(''), peterKey)).toBe(true)
  expect(() => parseNote(peterNote + others.join(''))).toThrow(malformed)
})

const line = peterNote.slice(peterNote.indexOf('\u2014'))
test.each<[string, string]>([
  ['no signature', peterNote.slice(0, peterNote.indexOf('\u2014'))],
  ['no text', `\n\n${line}`],
  ['no blank line', peterNote.replace('\n\n', '\n')],
  ['no last newline', peterNote.slice(0, -1)],
  ['an extra last newline', `${peterNote}\n`],
  ['a carriage return', peterNote.replaceAll('\n', '\r\n')],
  ['a tab', peterNote.replace(' ', '\t')],
  ['a nul', peterNote.replace(' ', '\0')],
  ['a lone surrogate', peterNote.replace('answer', '\ud800')],
  ['a hyphen for the dash', peterNote.replace('\u2014', '-')],
  ['two spaces', peterNote.replace('\u2014 ', '\u2014  ')],
  ['a trailing space', peterNote.replace('=\n', '= \n')],
  ['a plus sign in the name', peterNote.replace('\u2014 Peter', '\u2014 Pe+er')],
  ['a space of another kind in the name', peterNote.replace('\u2014 Peter', '\u2014 Pe\u00a0er')],
  ['base64 without padding', peterNote.replace('nAM=', 'nAM')],
  ['base64 with stray bits', peterNote.replace('nAM=', 'nAN=')],
  ['base64url', peterNote.replace('/', '_')],
  ['a key id and nothing else', `text\n\n\u2014 a x08gow==\n`],
  ['more than 64 KiB', `${'a'.repeat(65_536)}\n\n${line}`],
  ['more than 64 signatures', peterNote + `\u2014 a ${btoa('12345678')}\n`.repeat(64)],
])('C-04 a note with %s is refused', (_name, note) => {
  expect(note).not.toBe(peterNote)
  expect(() => parseNote(note)).toThrow(malformed)
})

test('C-05 a verifier key is written back as it was read', () => {
  for (const key of [peterKey, sumdbKey]) {
    expect(formatVerifierKey(parseVerifierKey(key, crypto), crypto)).toBe(key)
  }
})

test.each<[string, string]>([
  ['key id of another key', peterKey.replace('c74f20a3', 'c74f20a4')],
  ['upper case key id', peterKey.replace('c74f20a3', 'C74F20A3')],
  ['name changed', peterKey.replace('Peter', 'Petra')],
  ['name with a space', peterKey.replace('Peter', 'Pe er')],
  ['no name', peterKey.replace('PeterNeumann', '')],
  ['another key type', peterKey.replace('+ARpc', '+BBpc')],
  ['a key cut short', peterKey.slice(0, -4)],
  ['trailing newline', `${peterKey}\n`],
])('C-05 a verifier key is refused: %s', (_name, key) => {
  expect(() => parseVerifierKey(key, crypto)).toThrow(malformed)
})
