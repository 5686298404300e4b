import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MovingKit } from '../../test/moving-kit.js'
import { runCommand } from '../../test/run-command.js'
import { help, run } from './store.js'

let kit: MovingKit
beforeEach(async () => {
  kit = await new MovingKit().begin()
})
afterEach(() => kit.end())

const copy = (...argv: string[]) => runCommand(run, 'copy', ...argv)
const places = (from: string, to: string) => ['--data', kit.path, '--from', from, '--to', to]

test('copy moves a ledger, says each step and what to set, and run again it changes nothing', async () => {
  await kit.fill('embedded')
  const { code, out, err } = await copy(...places('embedded', kit.double.url))
  expect(code).toBe(0)
  expect(out).toContain('the ledger is in EventStoreDB now')
  expect(out).toContain('set CONTREMARQUE_EVENTSTOREDB_URL')
  const steps = err.split('\n').filter((line) => !/^\d+ (?:entries verified|events, )/.test(line))
  expect(steps).toEqual([
    'EventStoreDB: anybody may read $all',
    'sealing and time-stamping what is pending',
    'copying',
    expect.stringMatching(/^[0-9]+ events are the same in both stores, [0-9]+ copied now/),
    'the old store is closed',
  ])
  const again = await copy(...places('embedded', kit.double.url))
  expect([again.code, again.out]).toEqual([0, expect.stringContaining('nothing is left to copy')])
  const back = await copy(...places(kit.double.url, 'embedded'))
  expect([back.code, back.out]).toEqual([
    0,
    expect.stringContaining('unset CONTREMARQUE_EVENTSTOREDB_URL'),
  ])
  expect((await kit.verify('embedded')).verdict).toBe('TOTAL_PASSED')
})

test.each([
  [['copy']],
  [['copy', '--data', 'x', '--from', 'embedded']],
  [['copy', '--data', 'x', '--from', 'embedded', '--to', 'embedded']],
  [['copy', '--data', 'x', '--from', 'esdb://one', '--to', 'esdb://two']],
  [['prepare']],
  [['other']],
  [[]],
])('wrong usage: %j', async (argv) => {
  const { code, err } = await runCommand(run, ...argv)
  expect(code).toBe(64)
  expect(help).toContain(err)
})

test('a folder without a ledger, and one that a server runs on, are refused', async () => {
  const none = await copy(
    '--data',
    join(kit.path, 'none'),
    '--from',
    'embedded',
    '--to',
    'esdb://x',
  )
  expect([none.code, none.err]).toEqual([70, expect.stringContaining('holds no ledger')])
  await kit.open('embedded')
  const taken = await copy(...places('embedded', kit.double.url))
  expect([taken.code, taken.err]).toEqual([70, expect.stringContaining('is in use by process')])
  expect(kit.double.log.all).toEqual([])
})

test('a server that is away is told, and the address never carries a password or repeats one', async () => {
  await kit.fill('embedded')
  kit.double.kill()
  const away = await copy(...places('embedded', kit.double.url))
  expect([away.code, away.err]).toEqual([
    70,
    expect.stringContaining('EventStoreDB cannot be used'),
  ])
  const secret = await copy(...places('embedded', 'esdb://me:s3cret@127.0.0.1:1?tls=false'))
  expect(secret.code).toBe(70)
  expect(secret.err).toContain('give them apart from it')
  expect(secret.err).not.toContain('s3cret')
})

test('credentials come from the environment, the user without its file is wrong usage', async () => {
  const { CONTREMARQUE_EVENTSTOREDB_USERNAME: before } = process.env
  process.env['CONTREMARQUE_EVENTSTOREDB_USERNAME'] = 'ledger'
  try {
    const { code, err } = await copy(...places('embedded', kit.double.url))
    expect([code, err]).toEqual([
      64,
      expect.stringContaining('CONTREMARQUE_EVENTSTOREDB_PASSWORD_FILE'),
    ])
  } finally {
    if (before === undefined) delete process.env['CONTREMARQUE_EVENTSTOREDB_USERNAME']
    else process.env['CONTREMARQUE_EVENTSTOREDB_USERNAME'] = before
  }
})

test('a file that is no event store stands where the copy is made: refused, and left alone', async () => {
  await kit.fill(kit.double)
  const path = join(kit.path, 'store/copy.sqlite')
  await writeFile(
    path,
    'nothing of ours, and long enough to be looked at as a database file '.repeat(9),
  )
  const { code, err } = await copy(...places(kit.double.url, 'embedded'))
  expect([code, existsSync(path)]).toEqual([70, true])
  expect(err).toContain('copy.sqlite')
  await rm(path)
  expect((await copy(...places(kit.double.url, 'embedded'))).code).toBe(0)
})
