import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { opening, STREAM } from '../../test/given-openings.js'
import { saidInEachTest } from '../../test/run-command.js'
import { folderPaths } from '../ledger-folder/folder-paths.js'
import { readLedgerInfo, writeLedgerInfo } from '../ledger-folder/ledger-info-file.js'
import { openLedgerNode, type LedgerNode } from '../ledger-node.js'
import type { Opening } from '../personal-data/opening.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { help, run } from './keys.js'

const said = saidInEachTest()
let folder: string
let data: string
let keys: string
let out: string
let node: LedgerNode
let his: Opening
let hers: Opening

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contremarque-keys-'))
  data = join(folder, 'data')
  keys = join(data, 'personal-data/keys.sqlite')
  out = join(folder, 'keys.copy')
  node = await openNode()
  const { origin } = node.ledger.folder.info
  his = opening(0, 'name', 'person-a', 'Nadia Benali', { origin })
  hers = opening(1, 'name', 'person-b', 'Claire Vasseur', { origin })
  await node.personalData.openings.put([his, hers])
})
afterEach(async () => {
  await node.close()
  await rm(folder, { recursive: true })
})

const openNode = () => openLedgerNode(data, { clock: new TokenClock(), mayFound: true })
const backup = (to = out) => run(['backup', '--data', data, '--out', to])

describe('of a ledger whose server runs', () => {
  test('the copy holds every key, for the owner alone, and says how many and until when', async () => {
    const before = keysIn(keys)
    expect(before.length).toBeGreaterThanOrEqual(2)
    expect(await backup()).toBe(0)
    expect(keysIn(out)).toEqual(before)
    expect(keysIn(keys)).toEqual(before)
    expect(statSync(out).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder).toSorted()).toEqual(['data', 'keys.copy'])
    expect(said).toEqual([
      `${out}: ${before.length} data keys`,
      expect.stringMatching(/^Destroy it by \d{4}-\d\d-\d\d, in 30 days: /),
    ])
  })

  test('T-63 a destroyed key is not in the copy, even where its bytes are left in the file', async () => {
    const wrapped = wrappedOf('person-a')
    deleteCarelessly('person-a')
    const left = [keys, `${keys}-wal`].map((path) => readFileSync(path))
    expect(left.some((bytes) => bytes.includes(wrapped))).toBe(true)
    expect(await backup()).toBe(0)
    expect(readFileSync(out).includes(wrapped)).toBe(false)
    expect(readFileSync(out).includes('person-a')).toBe(false)
    expect(readFileSync(out).includes(wrappedOf('person-b'))).toBe(true)
  })

  test('put back in the place of the keys, it opens what they opened, and not what was erased before', async () => {
    await node.personalData.openings.erase('person-a', STREAM)
    expect(await backup()).toBe(0)
    await node.close()
    for (const name of readdirSync(join(data, 'personal-data'))) {
      if (name.startsWith('keys.sqlite')) rmSync(join(data, 'personal-data', name))
    }
    copyFileSync(out, keys)
    node = await openNode()
    expect(await node.personalData.openings.forCase(STREAM)).toEqual([hers])
    expect(keysIn(keys)).toEqual(keysIn(out))
  })
})

test('without a server the keys are copied as well, and no file is left beside them', async () => {
  const before = keysIn(keys)
  await node.close()
  const names = readdirSync(join(data, 'personal-data'))
  expect(await backup()).toBe(0)
  expect(readdirSync(join(data, 'personal-data'))).toEqual(names)
  expect(keysIn(out)).toEqual(before)
  node = await openNode()
})

test.each([
  ['begun', ['keys.copy.new']],
  ['whole', ['keys.copy.new']],
  ['named', ['keys.copy']],
])(
  'killed with kill -9 when the copy is %s, it leaves no half of one under its name, and the next works',
  async (where, left) => {
    await killWhen(where)
    expect(readdirSync(folder).toSorted()).toEqual(['data', ...left])
    const next = join(folder, 'next.copy')
    expect(await backup(next)).toBe(0)
    const named = [out, next].filter((path) => existsSync(path))
    for (const path of named) expect(keysIn(path)).toEqual(keysIn(keys))
    expect(await backup()).toBe(1)
    expect(said.at(-1)).toContain(join(folder, left[0]!))
  },
)

describe('is refused, and nothing is written,', () => {
  test('over a file that is there, or beside one of a backup broken off', async () => {
    for (const path of [out, `${out}.new`]) {
      writeFileSync(path, 'kept')
      expect(await backup()).toBe(1)
      expect(said.pop()).toContain(path)
      expect(readFileSync(path, 'utf8')).toBe('kept')
      rmSync(path)
    }
    expect(readdirSync(folder)).toEqual(['data'])
  })

  test('into the data folder, whose backups last, also by a link', async () => {
    await symlink(data, join(folder, 'link'))
    for (const place of [join(data, 'copy'), join(folder, 'link/personal-data/copy')]) {
      expect(await backup(place)).toBe(1)
      expect(said.pop()).toContain('keep the keys apart')
      expect(existsSync(place)).toBe(false)
    }
  })

  test('of a ledger in PostgreSQL, with the command of the runbook', async () => {
    const paths = folderPaths(data)
    const info = await readLedgerInfo(paths)
    await writeLedgerInfo(paths, { ...info, personalData: 'postgres' })
    expect(await backup()).toBe(1)
    await writeLedgerInfo(paths, info)
    const [, command] = /PostgreSQL: (umask 077; pg_dump .*)$/.exec(said.join('\n'))!
    const runbook = new URL('../../../docs/runbooks/several-nodes.md', import.meta.url)
    expect(readFileSync(runbook, 'utf8')).toContain(command)
    expect(existsSync(out)).toBe(false)
  })

  test('while personal data is on its way to PostgreSQL', async () => {
    writeFileSync(folderPaths(data).moving, 'a move')
    expect(await backup()).toBe(1)
    expect(said.join('\n')).toContain('personal-data move')
    expect(existsSync(out)).toBe(false)
  })

  test('where there is no ledger, no file of keys, or one that holds none', async () => {
    await node.close()
    const elsewhere = join(folder, 'empty')
    await mkdir(elsewhere)
    expect(await run(['backup', '--data', elsewhere, '--out', out])).toBe(1)
    expect(said.pop()).toContain('ledger.json')
    const whole = readFileSync(keys)
    rmSync(keys)
    expect(await backup()).toBe(1)
    expect(said.pop()).toContain('keys.sqlite is missing')
    expect(existsSync(keys)).toBe(false)
    writeFileSync(keys, 'nonsense')
    expect(await backup()).toBe(1)
    expect(said.pop()).toContain('keys.sqlite: file is not a database')
    expect(readdirSync(folder).toSorted()).toEqual(['data', 'empty'])
    writeFileSync(keys, whole)
    node = await openNode()
  })
})

test('what is asked otherwise is answered with the usage', async () => {
  for (const argv of [[], ['backup'], ['backup', '--data', data], ['restore', '--data', data]]) {
    expect(await run(argv)).toBe(64)
    expect(said.pop()).toBe(help)
  }
  expect(await backup(join(folder, 'nowhere/keys.copy'))).toBe(64)
  expect(said.pop()).toContain('nowhere does not exist')
})

/** In a process of its own, which dies where it is told to. */
async function killWhen(where: string): Promise<void> {
  const child = join(import.meta.dirname, '../../test/copy-keys-until-killed.mjs')
  const process_ = spawn(process.execPath, [child, data, out, where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(process_, 'close')
  const [told] = (await Promise.race([once(process_.stdout, 'data'), ended])) as unknown[]
  expect(String(told)).toBe(`${where}\n`)
  process_.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
}

function keysIn(path: string): readonly unknown[] {
  const file = new DatabaseSync(path, { readOnly: true })
  try {
    const rows = file.prepare('SELECT person, stream, hex(wrapped) AS wrapped FROM data_key')
    return rows.all()
  } finally {
    file.close()
  }
}

function wrappedOf(person: string): Uint8Array {
  const file = new DatabaseSync(keys, { readOnly: true })
  try {
    const found = file.prepare('SELECT wrapped FROM data_key WHERE person = ?').get(person)
    return found!['wrapped'] as Uint8Array
  } finally {
    file.close()
  }
}

/** As a program that overwrites nothing would. */
function deleteCarelessly(person: string): void {
  const file = new DatabaseSync(keys, { timeout: 5_000 })
  file.exec('PRAGMA secure_delete = OFF')
  file.prepare('DELETE FROM data_key WHERE person = ?').run(person)
  file.close()
}
