import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderPaths } from './folder-paths.js'
import { parseLedgerInfo, type LedgerInfo } from './ledger-info.js'
import { documentsFolder, shareDocuments } from './shared-documents.js'

const origin = 'registre.invalid/documents/00000000000000000000000000000000'
let root: string
let shared: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'contremarque-documents-'))
  shared = join(root, 'shared')
})
afterEach(() => rm(root, { recursive: true }))

async function node(name: string, change: Partial<LedgerInfo> = {}) {
  const paths = folderPaths(join(root, name))
  await mkdir(paths.root)
  const info: LedgerInfo = {
    v: 'contremarque/folder/1',
    origin,
    name: 'registre',
    profile: 'development',
    ledgerId: '00000000-0000-4000-8000-000000000000',
    createdAt: '2026-11-02T09:00:00.000Z',
    tsas: [{ name: 'a', url: null, policy: null, chain: [], crls: [], ocsp: null }],
    store: 'eventstoredb',
    personalData: 'postgres',
    documents: 'folder',
    ...change,
  }
  const now = async () => parseLedgerInfo(await readFile(paths.info, 'utf8'))
  return { paths, info, now }
}

test('nodes that share a folder find the documents of all, and a node says where it keeps them', async () => {
  const [a, b] = [await node('a'), await node('b')]
  for (const [{ paths }, name] of [
    [a, 'aa'],
    [b, 'bb'],
  ] as const) {
    await mkdir(join(paths.documents, name), { recursive: true })
    await writeFile(join(paths.documents, name, `${name}cc`), name)
  }
  await shareDocuments(a.paths, a.info, shared)
  await shareDocuments(b.paths, b.info, shared)
  await shareDocuments(b.paths, await b.now(), shared)
  for (const { paths, now } of [a, b]) {
    const info = await now()
    expect(info.documents).toBe('shared')
    expect(await documentsFolder(paths, info, shared)).toBe(shared)
    const forgotten = documentsFolder(paths, info, undefined)
    await expect(forgotten).rejects.toMatchObject({ code: 'SETTINGS_MISSING' })
  }
  expect(await readFile(join(shared, 'aa', 'aacc'), 'utf8')).toBe('aa')
  expect(await readFile(join(shared, 'bb', 'bbcc'), 'utf8')).toBe('bb')
})

test('documents that cannot be copied leave the ledger where it was', async () => {
  const { paths, info } = await node('a')
  await writeFile(paths.info, JSON.stringify(info))
  await mkdir(paths.documents)
  await writeFile(join(paths.documents, 'aa'), 'no folder')
  await expect(shareDocuments(paths, info, shared)).rejects.toMatchObject({ code: 'ENOTDIR' })
  expect(parseLedgerInfo(await readFile(paths.info, 'utf8')).documents).toBe('folder')
})

test('T-25 a folder that is not mounted is not taken for an empty one', async () => {
  const { paths, info } = await node('a', { documents: 'shared' })
  await mkdir(shared)
  for (const folder of [shared, join(root, 'nowhere')]) {
    const opened = documentsFolder(paths, info, folder)
    await expect(opened).rejects.toMatchObject({ code: 'DOCUMENTS_UNMARKED' })
  }
  expect(existsSync(join(root, 'nowhere'))).toBe(false)
})

test('T-19 the documents folder of another ledger is neither opened nor written to', async () => {
  const other = await node('other', { origin: origin.replace('documents', 'other') })
  await shareDocuments(other.paths, other.info, shared)
  const { paths, info } = await node('a')
  const elsewhere = { code: 'LEDGER_ELSEWHERE' }
  await expect(shareDocuments(paths, info, shared)).rejects.toMatchObject(elsewhere)
  const sharing = { ...info, documents: 'shared' } as const
  await expect(documentsFolder(paths, sharing, shared)).rejects.toMatchObject(elsewhere)
  await expect(documentsFolder(paths, info, shared)).rejects.toMatchObject(elsewhere)
})

test('a folder with something else in it is not taken', async () => {
  const { paths, info } = await node('a')
  await mkdir(shared)
  await writeFile(join(shared, 'photo.jpg'), 'x')
  await expect(shareDocuments(paths, info, shared)).rejects.toMatchObject({ code: 'FOLDER_TAKEN' })
})
