import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DocumentStore } from './document-store.js'
import { SEALED_SEGMENT, SEGMENT } from './segment-cipher.js'

const KEY = new Uint8Array(32).fill(5)
let folder: string
let store: DocumentStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-documents-'))
  store = await DocumentStore.open(folder, KEY, 'here')
})

afterEach(() => rm(folder, { recursive: true }))

test.each([0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT + 17])(
  'a document of %d bytes comes back byte for byte and is stored under the digest of what is stored',
  async (size) => {
    const plain = randomBytes(size)
    const reference = await store.put(chunks(plain, 10_000), declared(plain))
    const stored = await readFile(pathOf(reference.sha256))
    expect(createHash('sha256').update(stored).digest('hex')).toBe(reference.sha256)
    expect(stored).toHaveLength(reference.size)
    expect(store.plainSize(reference)).toBe(size)
    expect(size < 16 || !stored.includes(plain.subarray(0, 16))).toBe(true)
    expect(Buffer.concat(await (await store.read(reference)).toArray())).toEqual(plain)
  },
)

test('the same bytes twice are stored as different bytes', async () => {
  const plain = randomBytes(100)
  const first = await store.put(chunks(plain, 10), declared(plain))
  const second = await store.put(chunks(plain, 10), declared(plain))
  expect(first.sha256).not.toBe(second.sha256)
})

test.each([
  ['another digest', { sha256: '0'.repeat(64), size: 100 }],
  ['fewer bytes than come', { size: 99 }],
  ['more bytes than come', { size: 101 }],
])('%s than declared is refused and leaves no file', async (_, wrong) => {
  const plain = randomBytes(100)
  const put = store.put(chunks(plain, 10), { ...declared(plain), ...wrong })
  await expect(put).rejects.toMatchObject({ code: 'DOCUMENT_DIGEST_MISMATCH' })
  expect(await readdir(join(folder, 'incoming', 'here'))).toEqual([])
  expect(await readdir(folder)).toEqual(['incoming'])
})

test('where the disk takes nothing, that is said, and nothing is left', async () => {
  const plain = randomBytes(100)
  const incoming = join(folder, 'incoming', 'here')
  await rm(incoming, { recursive: true })
  await writeFile(incoming, 'no folder')
  const put = store.put(chunks(plain, 10), declared(plain))
  await expect(put).rejects.toMatchObject({ code: 'DISK_UNAVAILABLE' })
  expect(await readdir(folder)).toEqual(['incoming'])
})

test('more than the ledger takes is refused before a byte is read', async () => {
  const put = store.put(chunks(randomBytes(1), 1), { sha256: '0'.repeat(64), size: 2 ** 40 })
  await expect(put).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
})

test('T-17 a flipped bit, a cut tail and a moved segment are noticed while reading', async () => {
  const plain = randomBytes(2 * SEGMENT + 5)
  const reference = await store.put(chunks(plain, 10_000), declared(plain))
  const path = pathOf(reference.sha256)
  const whole = await readFile(path)
  const flipped = Buffer.from(whole)
  flipped[SEGMENT] = flipped[SEGMENT]! ^ 1
  const cutAtSegment = whole.subarray(0, whole.length - 21)
  const [head, first, second] = [84, 84 + SEALED_SEGMENT, 84 + 2 * SEALED_SEGMENT]
  const swapped = Buffer.concat([
    whole.subarray(0, head),
    whole.subarray(first, second),
    whole.subarray(head, first),
    whole.subarray(second),
  ])
  for (const altered of [flipped, cutAtSegment, swapped, whole.subarray(0, 40)]) {
    await writeFile(path, altered)
    const read = store.read(reference).then((stream) => stream.toArray())
    await expect(read).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' })
  }
  await truncate(path, 0)
  await expect(store.read(reference)).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' })
})

test('a document under another id cannot be opened, and one discarded is gone', async () => {
  const plain = randomBytes(10)
  const reference = await store.put(chunks(plain, 10), declared(plain))
  const other = { ...reference, id: 'another' }
  await expect(store.read(other)).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' })
  await store.discard(reference)
  await expect(store.read(reference)).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' })
})

test('what an interrupted upload left is removed at the next start', async () => {
  await writeFile(join(folder, 'incoming', 'here', 'left'), 'x')
  await DocumentStore.open(folder, KEY, 'here')
  expect(await readdir(join(folder, 'incoming', 'here'))).toEqual([])
})

test('nodes that share a folder read each other’s documents, and a start ends no upload of another', async () => {
  await writeFile(join(folder, 'incoming', 'here', 'under way'), 'x')
  const there = await DocumentStore.open(folder, KEY, 'there')
  expect(await readdir(join(folder, 'incoming', 'here'))).toEqual(['under way'])
  const bytes = Buffer.from('written by one node')
  const reference = await store.put(chunks(bytes, 7), declared(bytes))
  expect(Buffer.concat(await (await there.read(reference)).toArray())).toEqual(bytes)
})

function pathOf(sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256)
}

function declared(plain: Uint8Array) {
  return { sha256: createHash('sha256').update(plain).digest('hex'), size: plain.length }
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
