import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseEntry, readGenesis, type LedgerOpened } from '@contremarque/ledger'
import { TestClock } from '../../test/ledger-kit.js'
import { foundDevelopmentLedger } from '../development/pki/found-development-ledger.js'
import { folderPaths } from './folder-paths.js'
import type { Founder } from './founding.js'
import { openLedgerFolder, type LedgerFolder } from './ledger-folder.js'

const clock = new TestClock()
const founder = foundDevelopmentLedger(clock.at)
let path: string
let opened: LedgerFolder[]

beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'contremarque-folder-')), 'data')
  opened = []
})
afterEach(async () => {
  for (const folder of opened) await folder.close()
  await rm(join(path, '..'), { recursive: true })
})

async function open(options: Partial<Parameters<typeof openLedgerFolder>[1]> = {}) {
  const folder = await openLedgerFolder(path, { clock, founder, ...options })
  opened.push(folder)
  return folder
}

async function closeAll(): Promise<void> {
  for (const folder of opened.splice(0)) await folder.close()
}

describe('founding', () => {
  test('the genesis is entry 0 of platform-keys and says what the ledger is', async () => {
    const { store, crypto, trust, info } = await open()
    const [genesis, second] = await store.readStream('platform-keys', 0, 2)
    expect(second).toBeUndefined()
    const { envelope } = parseEntry(genesis!.data, crypto)
    expect(envelope).toMatchObject({ origin: info.origin, anchor: null, previous: null })
    expect(info.origin).toMatch(/^development[.]invalid\/development\/[0-9a-f]{32}$/)
    const opening = readGenesis(envelope) as LedgerOpened
    expect(opening).toMatchObject({ profile: 'development', checkpointKey: trust.checkpointKey })
    expect(opening.tsas).toEqual(trust.tsas)
  })

  test('keys are private to their owner, new in every folder, and nothing else is readable', async () => {
    const { paths, lookupKey } = await open()
    expect((await stat(paths.keys)).mode & 0o777).toBe(0o700)
    for (const name of await readdir(paths.keys)) {
      expect((await stat(join(paths.keys, name))).mode & 0o777).toBe(0o600)
    }
    expect((await stat(paths.root)).mode & 0o777).toBe(0o700)
    await closeAll()
    path = join(path, '..', 'other')
    expect(Buffer.compare((await open()).lookupKey, lookupKey)).not.toBe(0)
    path = join(path, '..', 'data')
  })

  test('opened again it is the same ledger', async () => {
    const first = await open()
    await closeAll()
    const second = await open()
    expect(second.info).toEqual(first.info)
    expect(second.trust).toEqual(first.trust)
  })

  test('T-25 without a founder an empty place stays empty', async () => {
    await expect(openLedgerFolder(path, { clock })).rejects.toMatchObject({
      code: 'LEDGER_NOT_FOUND',
    })
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a folder with other things in it is left alone', async () => {
    await mkdir(path)
    await writeFile(join(path, 'letter.txt'), 'mine')
    await expect(open()).rejects.toMatchObject({ code: 'FOLDER_TAKEN' })
    expect(await readFile(join(path, 'letter.txt'), 'utf8')).toBe('mine')
    expect(await readdir(path)).not.toContain('keys')
  })

  test('one that broke off is begun again', async () => {
    const broken: Founder = async (paths) => {
      await founder(paths)
      throw new RangeError('power cut')
    }
    await expect(open({ founder: broken })).rejects.toThrow('power cut')
    expect((await open()).info.profile).toBe('development')
  })
})

describe('one writing process', () => {
  test('a second one is told who holds the folder', async () => {
    await open()
    await expect(open()).rejects.toMatchObject({
      code: 'FOLDER_LOCKED',
      message: expect.stringContaining(`process ${process.pid}`),
    })
  })

  test('kill -9 of the holder frees the folder', async () => {
    await open()
    await closeAll()
    const test = fileURLToPath(new URL('../../test/', import.meta.url))
    const child = spawn(
      process.execPath,
      [
        '--conditions=@contremarque/source',
        `--import=${join(test, 'typescript-hooks.mjs')}`,
        join(test, 'hold-folder.ts'),
        path,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    expect(line).toBe('held')
    await expect(open()).rejects.toMatchObject({
      code: 'FOLDER_LOCKED',
      details: { pid: child.pid },
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect((await open()).info.profile).toBe('development')
  })
})

describe('what does not fit together', () => {
  test('a production environment refuses a development ledger', async () => {
    await open()
    await closeAll()
    await expect(open({ profile: 'production' })).rejects.toMatchObject({
      code: 'DEVELOPMENT_IN_PRODUCTION',
    })
  })

  test('a production environment founds no development ledger', async () => {
    await expect(open({ profile: 'production' })).rejects.toMatchObject({
      code: 'DEVELOPMENT_IN_PRODUCTION',
    })
  })

  test('E-41 a ledger that calls itself production may not rest on anything of development', async () => {
    await open()
    await closeAll()
    for (const file of [folderPaths(path).info, folderPaths(path).trust]) {
      const text = await readFile(file, 'utf8')
      await writeFile(file, text.replace('"profile": "development"', '"profile": "production"'))
    }
    await expect(open()).rejects.toMatchObject({
      code: 'DEVELOPMENT_IN_PRODUCTION',
      message: expect.stringMatching(
        /origin.*authority.*seal certificate.*root of seal.*root of time-stamping/,
      ),
    })
  })

  test('missing keys are named, all of them', async () => {
    const { paths } = await open()
    await closeAll()
    await rm(paths.sealKey)
    await rm(paths.lookupKey)
    await expect(open()).rejects.toMatchObject({
      code: 'SETTINGS_MISSING',
      message: expect.stringMatching(/the seal key.*the lookup key/),
    })
  })

  test('a missing event store is never made anew', async () => {
    const { paths } = await open()
    await closeAll()
    await rm(paths.store, { recursive: true })
    await mkdir(paths.store)
    await expect(open()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await readdir(paths.store)).toEqual([])
  })

  test.each([
    ['no JSON', '{'],
    ['other members', '{"v":"contremarque/folder/1","more":1}'],
  ])('ledger.json with %s is refused', async (_, text) => {
    const { paths } = await open()
    await closeAll()
    await writeFile(paths.info, text)
    await expect(open()).rejects.toMatchObject({ code: 'FOLDER_MALFORMED' })
  })

  test('the trust file of another ledger is refused', async () => {
    const { paths } = await open()
    await closeAll()
    const text = await readFile(paths.trust, 'utf8')
    await writeFile(
      paths.trust,
      text.replace(/"origin": ".*"/, `"origin": "a.invalid/b/${'0'.repeat(32)}"`),
    )
    await expect(open()).rejects.toMatchObject({ code: 'FOLDER_MALFORMED' })
  })
})
