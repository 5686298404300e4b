import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeUtf8, parseBase64url, parseEntry } from '@contremarque/ledger'
import { faultyStore, LedgerKit, newCase } from '../../test/ledger-kit.js'
import { saidInEachTest } from '../../test/run-command.js'
import { EventReader } from '../event-store/sqlite/event-reader.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import type { Sealer } from '../sealing/sealer.js'
import { run as runGuard } from './guard.js'
import { help, run } from './recover.js'
import { run as runVerify } from './verify.js'

const said = saidInEachTest()
let kit: LedgerKit
let sealer: Sealer
let folder: string

beforeEach(async () => {
  kit = await new LedgerKit().open()
  folder = await mkdtemp(join(tmpdir(), 'contremarque-recover-'))
  sealer = await kit.sealer()
  await sealer.start()
})
afterEach(async () => {
  await kit.remove()
  await rm(folder, { recursive: true })
})

const fresh = () => join(folder, 'new')
const recover = (...more: string[]) => run(['--from', kit.path, '--data', fresh(), ...more])

async function seal(stream: string, count: number): Promise<void> {
  await kit.record(stream, count, sealer)
  await sealer.sealNow()
}

/** Brings the store back to what `work` found, as an operator who restores a backup would. */
async function restoreFromBefore(work: () => Promise<void>): Promise<void> {
  await kit.folder.close()
  const backup = join(folder, 'backup')
  await cp(folderPaths(kit.path).store, backup, { recursive: true })
  await kit.reopen()
  sealer = await kit.sealer()
  await sealer.start()
  await work()
  await sealer.stop()
  await kit.folder.close()
  await rm(folderPaths(kit.path).store, { recursive: true })
  await cp(backup, folderPaths(kit.path).store, { recursive: true })
  await kit.reopen()
}

/** `data` of the new ledger's genesis. */
async function genesis() {
  const reader = EventReader.open(folderPaths(fresh()).events)
  const [row] = await reader.readRange('platform-keys', 0, 0, 1)
  await reader.close()
  const { data } = parseEntry(row!.data, kit.folder.crypto).envelope
  return data as { predecessor: { checkpoint: string; size: number; root: string } | null }
}

test('T-09 after an old backup a new ledger goes on, whose genesis names what was signed and what is held', async () => {
  const stream = newCase()
  await seal(stream, 3)
  const before = sealer.lastBatch!.checkpoint
  await restoreFromBefore(() => seal(stream, 2))
  expect([await recover(), said.join('\n')]).toEqual([
    0,
    expect.stringMatching(
      new RegExp(`holds 4 entries; 2 that were sealed are missing[^]*missing: ${stream} 3 to 4`),
    ),
  ])
  const { predecessor } = await genesis()
  expect(predecessor).toMatchObject({ size: 4, root: before.root.toHex() })
  const note = decodeUtf8(parseBase64url(predecessor!.checkpoint))
  expect(note).toBe(await readFile(join(kit.path, 'guard', 'last-signed.note'), 'utf8'))
  expect(await runVerify([fresh(), '--trust', folderPaths(fresh()).trust])).toBe(0)
})

test('whatever was given by a witness counts, even when the guard was restored with the store', async () => {
  const stream = newCase()
  await seal(stream, 1)
  const guard = folderPaths(kit.path).guard
  await cp(guard, join(folder, 'guard'), { recursive: true })
  await restoreFromBefore(() => seal(stream, 2))
  const note = join(folder, 'kept.note')
  await cp(join(guard, 'last-signed.note'), note)
  await rm(guard, { recursive: true })
  await cp(join(folder, 'guard'), guard, { recursive: true })
  expect(await recover()).toBe(1)
  expect(said.join('\n')).toContain('start the ledger as it is')
  said.length = 0
  expect([await recover('--against', note), said.join('\n')]).toEqual([
    0,
    expect.stringContaining('2 that were sealed are missing'),
  ])
})

test('a batch that was signed and not appended yet is not missing: its entries are there', async () => {
  const stream = newCase()
  await seal(stream, 1)
  await sealer.stop()
  const store = faultyStore(kit.folder.store, (name) => name === kit.sealing)
  const failing = await kit.sealer({ store })
  await failing.start()
  await kit.record(stream, 1, failing)
  store.faults.push('unavailable')
  await expect(failing.sealNow()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await failing.stop()
  expect(await recover()).toBe(1)
  expect(said.join('\n')).toContain('start the ledger as it is')
})

test('T-01 an edited entry ends what is held before its batch', async () => {
  const stream = newCase()
  await seal(stream, 2)
  await seal(stream, 2)
  await sealer.stop()
  kit.tamper(
    `UPDATE event SET data = CAST(replace(data, '"revision":2', '"revision":9') AS BLOB)
     WHERE stream = ? AND revision = 2`,
    stream,
  )
  expect(await recover()).toBe(0)
  expect(said.join('\n')).toContain('holds 3 entries; 2 that were sealed are missing')
})

test('T-03 a lost guard is made anew against a checkpoint kept elsewhere, never against one the store lacks', async () => {
  const stream = newCase()
  await seal(stream, 1)
  const { guard } = folderPaths(kit.path)
  const early = join(folder, 'early.note')
  await cp(join(guard, 'last-signed.note'), early)
  const restore = async (...against: string[]) => {
    await kit.folder.close()
    const code = await runGuard([
      'restore',
      '--data',
      kit.path,
      ...against.flatMap((each) => ['--against', each]),
    ])
    await kit.reopen()
    return code
  }
  const late = join(folder, 'late.note')
  await restoreFromBefore(async () => {
    await seal(stream, 2)
    await cp(join(guard, 'last-signed.note'), late)
  })
  expect(await restore(early)).toBe(1)
  expect(said.join('\n')).toContain('there is a guard')
  await rm(guard, { recursive: true })
  expect(await restore(late)).toBe(1)
  expect(said.join('\n')).toContain('holds 2 of 4 leaves')
  expect(await restore()).toBe(64)
  expect(await restore(early)).toBe(0)
  const state = JSON.parse(await readFile(join(guard, 'sealing.json'), 'utf8')) as object
  expect(state).toEqual({ acknowledged: await readFile(early, 'utf8'), attempt: null })
})

test('a whole ledger is not recovered, and nothing is made', async () => {
  await seal(newCase(), 2)
  expect(await recover()).toBe(1)
  expect(said.join('\n')).toContain('all 3 leaves that were signed')
  await expect(readFile(folderPaths(fresh()).info)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('T-17 a checkpoint of another ledger says nothing about this one', async () => {
  await seal(newCase(), 1)
  const other = await new LedgerKit().open()
  const stranger = await other.sealer()
  await stranger.start()
  await other.record(newCase(), 9, stranger)
  await stranger.sealNow()
  await stranger.stop()
  const note = join(other.path, 'guard', 'last-signed.note')
  expect([await recover('--against', note), said.join('\n')]).toEqual([
    1,
    expect.stringMatching(/contremarque recover: /),
  ])
  await other.remove()
})

test('without any checkpoint nothing can be said to be missing', async () => {
  await rm(folderPaths(kit.path).guard, { recursive: true, force: true })
  await mkdir(folderPaths(kit.path).guard)
  expect(await recover()).toBe(1)
  expect(said.join('\n')).toContain('no checkpoint is known')
})

test.each([
  ['a file that is not there', 'nowhere.note', undefined],
  ['what is no checkpoint', 'text.note', 'nothing of ours\n'],
])('%s is named', async (_, name, content) => {
  await seal(newCase(), 1)
  const path = join(folder, name)
  if (content !== undefined) await writeFile(path, content)
  expect(await recover('--against', path)).toBe(1)
  await expect(readFile(folderPaths(fresh()).info)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a folder that holds something else is left alone', async () => {
  const stream = newCase()
  await restoreFromBefore(() => seal(stream, 2))
  await mkdir(fresh())
  await writeFile(join(fresh(), 'letter.txt'), 'mine')
  expect(await recover()).toBe(1)
  expect(await readFile(join(fresh(), 'letter.txt'), 'utf8')).toBe('mine')
})

test('without arguments it says how it is used', async () => {
  expect(await run([])).toBe(64)
  expect(said).toEqual([help])
})
