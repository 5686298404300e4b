import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileLandmarks, type Landmark } from './landmark.js'

const ORIGIN = 'ledger.example/one'
const lookupKey = new Uint8Array(32).fill(7)
const landmark: Landmark = {
  batch: 3,
  position: 9_007_199_254_740_993n,
  record: 'ab'.repeat(32),
  tree: { size: 5, hashes: ['01'.repeat(32), '02'.repeat(32)] },
  after: 9_007_199_254_740_000n,
  pending: { 'expertise-1': 4 },
  keys: [{ hash: 'cd'.repeat(32), batch: 0 }],
  wholeAt: 1_764_000_000_000,
}
let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-landmark-'))
  file = join(folder, 'landmark.json')
})
afterEach(() => rm(folder, { recursive: true }))

const open = (given: Partial<Parameters<typeof fileLandmarks>[1]> = {}) =>
  fileLandmarks(folder, { info: { origin: ORIGIN }, lookupKey, writer: 'ledger', ...given })

test('what is kept is read again, by another process too, until it is forgotten', async () => {
  expect(await open().read()).toBeUndefined()
  await open().keep(landmark)
  expect(await open().read()).toEqual(landmark)
  await open().forget()
  expect(await open().read()).toBeUndefined()
  await open().forget()
})

test('what was kept for another ledger, key or writer is none', async () => {
  await open().keep(landmark)
  expect(await open({ info: { origin: 'ledger.example/two' } }).read()).toBeUndefined()
  expect(await open({ lookupKey: new Uint8Array(32) }).read()).toBeUndefined()
  expect(await open({ writer: 'other' }).read()).toBeUndefined()
  expect(await open({ writer: undefined }).read()).toBeUndefined()
})

test('one that is altered anywhere is none', async () => {
  await open().keep(landmark)
  const bytes = await readFile(file)
  // The last byte ends the line.
  for (let at = 0; at < bytes.length - 1; at += 7) {
    const altered = Buffer.from(bytes)
    altered[at]! ^= 1
    await writeFile(file, altered)
    expect([at, await open().read()]).toEqual([at, undefined])
  }
})

test.each([
  ['empty', ''],
  ['no JSON', 'not a landmark\nat all\n'],
  ['a folder’s worth of bytes', 'a'.repeat(5_000_000)],
])('one that is %s is none', async (_, text) => {
  await writeFile(file, text)
  expect(await open().read()).toBeUndefined()
})

test('one that says what no landmark says is none, though its code is right', async () => {
  await open().keep({ ...landmark, batch: -1 })
  expect(await open().read()).toBeUndefined()
  await open().keep({ ...landmark, more: 1 } as Landmark)
  expect(await open().read()).toBeUndefined()
})
