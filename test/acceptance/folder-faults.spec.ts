import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeJournal, writeMapping } from './journal-file.ts'
import { LedgerServer } from './ledger-server.ts'
import { codesOf, verified } from './report.ts'
import { contremarque } from './run-command.ts'
import { importPart } from './spoilt-ledger.ts'
import { eventFile, storedRows, trustFile } from './stored-ledger.ts'
import { TemporaryFolder } from './temporary-folder.ts'

const NOBODY = 65_534

let folder: TemporaryFolder
let data: string
beforeAll(async () => {
  folder = new TemporaryFolder()
  data = folder.file('data')
  await importPart(folder, data, 0)
})
afterAll(async () => {
  await LedgerServer.endAll()
  folder.remove()
})

function importArguments(into: string): string[] {
  const file = writeJournal(folder.file('more.csv'), { from: 500, to: 510, cases: 2 })
  return ['import', file, '--mapping', writeMapping(folder.path), '--data', into]
}

/** An order, answered once it is stamped: with it all that the server recorded at its start. */
async function orderStamped(server: LedgerServer): Promise<void> {
  const judge = await server.session('magistrat')
  await judge.acceptTerms()
  const { body } = await judge.order('26/00418', { wait: 30 })
  expect(body.state).toBe('stamped')
}

test('T-11 a second writing process names the first and changes nothing; readers go on', async () => {
  const shared = folder.copyOf(data)
  const server = await LedgerServer.start(shared)
  const pid = readFileSync(join(shared, 'lock.pid'), 'utf8').trim()
  await orderStamped(server)
  expect(await verified(shared, '--trust', trustFile(shared))).toMatchObject({ status: 0 })
  const before = storedRows(shared).length
  const second = await LedgerServer.refusal(shared)
  expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining(`process ${pid}`) })
  const imported = await contremarque(importArguments(shared))
  expect(imported).toMatchObject({ status: 70, stderr: expect.stringContaining(`process ${pid}`) })
  expect(storedRows(shared)).toHaveLength(before)
  const out = folder.file('shared.jsonl')
  const exported = await contremarque(['export', '--data', shared, '--out', out])
  expect(exported).toMatchObject({ status: 0, stderr: expect.stringContaining(`process ${pid}`) })
  expect(await verified(out)).toMatchObject({ status: 0 })
  expect(await verified(shared, '--trust', trustFile(shared))).toMatchObject({ status: 0 })
  expect((await server.stop('SIGKILL')).signal).toBe('SIGKILL')
  expect(await contremarque(importArguments(shared))).toMatchObject({ status: 0 })
})

describe('something is missing or spoilt', () => {
  const spoilt: Readonly<Record<string, { spoil: (at: string) => void; names: string }>> = {
    'seal key missing': { spoil: remove('keys/seal.key.pem'), names: 'keys/seal.key.pem' },
    'lookup key missing': { spoil: remove('keys/lookup.key'), names: 'keys/lookup.key' },
    'lookup key empty': { spoil: replace('keys/lookup.key'), names: 'keys/lookup.key' },
    'seal key garbage': { spoil: replace('keys/seal.key.pem', 'x'), names: 'keys/seal.key.pem' },
    'seal certificate garbage': {
      spoil: replace('keys/seal.cert.pem', 'x'),
      names: 'keys/seal.cert.pem',
    },
    'checkpoint key garbage': {
      spoil: replace('keys/checkpoint.key.pem', 'x'),
      names: 'keys/checkpoint.key.pem',
    },
    'trust file garbage': { spoil: replace('trust.json', 'x'), names: 'trust.json' },
    'ledger.json garbage': { spoil: replace('ledger.json', 'x'), names: 'ledger.json' },
    'event file missing': { spoil: remove('store/events.sqlite'), names: 'store/events.sqlite' },
    'event file garbage': {
      spoil: replace('store/events.sqlite', 'x'.repeat(9_000)),
      names: 'store/events.sqlite',
    },
    'event file cut short': {
      spoil: (at) => truncateSync(eventFile(at), 20_000),
      names: 'store/events.sqlite',
    },
    'openings garbage': {
      spoil: replace('personal-data/openings.sqlite', 'x'.repeat(9_000)),
      names: 'personal-data/openings.sqlite',
    },
    'lock file garbage': { spoil: replace('lock.sqlite', 'x'.repeat(9_000)), names: 'lock.sqlite' },
  }

  test.each(Object.entries(spoilt))(
    '%s: the server says what and where, and stops',
    async (_name, { spoil, names }) => {
      const copy = folder.copyOf(data)
      spoil(copy)
      const { status, stderr } = await LedgerServer.refusal(copy)
      expect(status).toBe(1)
      expect(stderr).toContain(names)
      expect(stderr).not.toMatch(/\n\s+at /)
    },
  )

  function remove(name: string) {
    return (at: string) => rmSync(join(at, name))
  }

  function replace(name: string, text = '') {
    return (at: string) => writeFileSync(join(at, name), text)
  }
})

test('T-17 pages of the event file overwritten: verification fails, boot does not go on', async () => {
  const copy = folder.copyOf(data)
  const bytes = readFileSync(eventFile(copy))
  bytes.fill(0xa5, 8 * 4_096, 14 * 4_096)
  writeFileSync(eventFile(copy), bytes)
  const report = await verified(copy, '--trust', trustFile(copy))
  expect(report).toMatchObject({ status: 1, verdict: 'TOTAL_FAILED' })
  expect(codesOf(report)).toContain('RECORD_UNREADABLE')
  const { status, stderr } = await LedgerServer.refusal(copy)
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('malformed'),
  })
})

test('a spoilt read model is built again', async () => {
  const copy = folder.copyOf(data)
  const first = await LedgerServer.start(copy)
  const auditor = await first.session('auditeur')
  await auditor.acceptTerms()
  const journals = await auditor.get<{ items: unknown[] }>('/journals')
  expect(journals.body.items).toHaveLength(4)
  await first.stop()
  for (const name of readdirSync(join(copy, 'read-models'))) {
    writeFileSync(join(copy, 'read-models', name), 'x'.repeat(9_000))
  }
  const second = await LedgerServer.start(copy)
  const again = await (await second.session('auditeur')).get('/journals')
  expect(again.body).toEqual(journals.body)
  await second.stop()
})

const isRoot = process.getuid?.() === 0
const asNobody = isRoot ? test : test.skip
asNobody(
  isRoot
    ? 'a folder that may only be read verifies and is not half written'
    : 'NOT RUN: needs root to be somebody else',
  async () => {
    const copy = folder.copyOf(data)
    openToAll(folder.path)
    const user = { user: NOBODY }
    const names = () => readdirSync(copy, { recursive: true }).sort()
    const before = names()
    const checked = await contremarque(['verify', copy, '--trust', trustFile(copy)], user)
    expect(checked).toMatchObject({ status: 0 })
    const server = await LedgerServer.refusal(copy, user)
    expect(server).toMatchObject({ status: 1, stderr: expect.stringContaining(copy) })
    const imported = await contremarque(importArguments(copy), user)
    expect(imported.status).not.toBe(0)
    expect(imported.stderr).toContain(copy)
    expect(names()).toEqual(before)
  },
)

function openToAll(path: string): void {
  chmodSync(path, 0o755)
  for (const name of readdirSync(path, { recursive: true, withFileTypes: true })) {
    chmodSync(join(name.parentPath, name.name), name.isDirectory() ? 0o755 : 0o644)
  }
}

describe('a full disk', () => {
  const disk = mkdtempSync(join(tmpdir(), 'contremarque-disk-'))
  const mount = (size: string, options = '') =>
    spawnSync('/usr/bin/mount', ['-t', 'tmpfs', '-o', `${options}size=${size}`, 'tmpfs', disk])
      .status === 0
  const unmount = () => spawnSync('/usr/bin/umount', [disk]).status === 0
  const mayMount = isRoot && mount('1500k') && unmount()
  beforeAll(() => {
    if (mayMount) mount('1500k')
  })
  afterAll(() => {
    if (mayMount) unmount()
    rmdirSync(disk)
  })

  const name = 'import says so and ends, and goes on where there is room again'
  const testOnDisk = mayMount ? test : test.skip
  testOnDisk(mayMount ? name : 'NOT RUN: a small disk could not be mounted', async () => {
    const file = writeJournal(folder.file('much.csv'), { from: 0, to: 800, cases: 40 })
    const argv = ['import', file, '--mapping', writeMapping(folder.path)]
    const full = await contremarque([...argv, '--data', join(disk, 'data')])
    expect(full.status).toBe(70)
    expect(full.stderr).toMatch(/no space left|disk is full/i)
    expect(mount('40m', 'remount,')).toBe(true)
    const room = await contremarque([...argv, '--data', join(disk, 'data')])
    expect(room).toMatchObject({ status: 0, stdout: expect.stringContaining('refused       0') })
    const trust = trustFile(join(disk, 'data'))
    const report = await verified(join(disk, 'data'), '--trust', trust)
    expect(report).toMatchObject({ status: 0, entries: 801, verdict: 'TOTAL_PASSED' })
  })
})
