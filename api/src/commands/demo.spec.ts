import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../test/run-command.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { RevokedPersonas } from '../development/pki/revoked-personas.js'
import { run as demo } from './demo.js'

let root: string
let folder: string

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'demo-'))
  folder = join(root, 'data')
  const ledger = await runDevelopmentLedger(folder, { clock: new TokenClock(), mayFound: true })
  await ledger.close()
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

async function pretend(change: object): Promise<void> {
  const path = join(folder, 'ledger.json')
  const info = JSON.parse(await readFile(path, 'utf8')) as object
  writeFileSync(path, JSON.stringify({ ...info, ...change }))
}

test('reset deletes a development ledger and nothing else that lies in the folder', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  expect(await runCommand(demo, 'reset', '--data', folder)).toMatchObject({ code: 0 })
  expect(existsSync(join(folder, 'ledger.json'))).toBe(false)
  expect(existsSync(join(folder, 'store'))).toBe(false)
  expect(existsSync(join(folder, 'notes.txt'))).toBe(true)
})

test('reset leaves no folder behind when all was its own, and the next ledger is founded there', async () => {
  for (const left of ['open-reads.sqlite', 'open-reads.sqlite-wal', 'open-reads.sqlite-shm']) {
    writeFileSync(join(folder, left), 'of a server that was killed')
  }
  await runCommand(demo, 'reset', '--data', folder)
  expect(existsSync(folder)).toBe(false)
  const again = await runDevelopmentLedger(folder, { clock: new TokenClock(), mayFound: true })
  await again.close()
})

test('reset says what it leaves of the ledger in an EventStoreDB and a PostgreSQL', async () => {
  await pretend({ store: 'eventstoredb', personalData: 'postgres' })
  const { code, out } = await runCommand(demo, 'reset', '--data', folder)
  expect(code).toBe(0)
  expect(out).toMatch(/events stay in EventStoreDB: a new ledger wants an empty one/)
  expect(out).toMatch(/personal data stay in PostgreSQL/)
})

test.each([['reset'], ['tamper', 'edit'], ['revoke', 'expert']])(
  '%s %s touches no production ledger',
  async (...verb) => {
    await pretend({ profile: 'production' })
    const before = await readFile(join(folder, 'store', 'events.sqlite'))
    const { code, err } = await runCommand(demo, ...verb, '--data', folder)
    expect([code, err]).toEqual([70, `contremarque demo: ${folder} holds a production ledger`])
    expect(await readFile(join(folder, 'store', 'events.sqlite'))).toEqual(before)
  },
)

test.each([['reset'], ['tamper', 'delete'], ['revoke', 'expert']])(
  '%s %s touches no other folder',
  async (...verb) => {
    const other = join(root, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'thesis.txt'), 'precious')
    const { code, err } = await runCommand(demo, ...verb, '--data', other)
    expect([code, err]).toEqual([70, `contremarque demo: ${other} holds no ledger`])
    expect(existsSync(join(other, 'thesis.txt'))).toBe(true)
  },
)

test('reset does not pull the folder from under a server', async () => {
  const running = await runDevelopmentLedger(folder, { clock: new TokenClock(), mayFound: true })
  const { code, err } = await runCommand(demo, 'reset', '--data', folder)
  await running.close()
  expect(code).toBe(70)
  expect(err).toMatch(/is in use by/)
  expect(existsSync(join(folder, 'store', 'events.sqlite'))).toBe(true)
})

test('revoke names a persona the authority knows, and none other', async () => {
  await runCommand(demo, 'revoke', 'expert', '--data', folder)
  const { code, err } = await runCommand(demo, 'revoke', 'nobody', '--data', folder)
  expect([code, err]).toEqual([64, expect.stringContaining('expected one of magistrat, greffe')])
  const revoked = await new RevokedPersonas(join(folder, 'development')).list()
  expect([...revoked.keys()]).toEqual(['expert'])
})

test('next without a server says so', async () => {
  const { code, err } = await runCommand(demo, 'next', '--port', '1')
  expect(code).toBe(70)
  expect(err).toMatch(/no server answers at port 1/)
})

test.each([[], ['tamper'], ['tamper', 'burn'], ['next', 'twice']])('usage: %p', async (...argv) => {
  expect((await runCommand(demo, ...argv)).code).toBe(64)
})
