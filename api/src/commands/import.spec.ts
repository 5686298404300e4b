import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../test/run-command.js'
import { envelopesIn, storeHolds } from '../../test/told-story.js'
import { runDevelopmentLedger } from '../development/development-ledger.js'
import { TokenClock } from '../time-stamping/token-clock.js'
import { run as importFile } from './import.js'
import { run as verify } from './verify.js'

const examples = fileURLToPath(new URL('../../../docs/examples/', import.meta.url))
const mapping = join(examples, 'valmont.mapping.json')
let root: string
let data: string
let whole: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'import-'))
  data = join(root, 'data')
  whole = join(root, 'whole.csv')
  // Line 8 of the example holds an hour that does not exist.
  const lines = readFileSync(join(examples, 'valmont.csv'), 'utf8').split('\n')
  writeFileSync(whole, lines.filter((_, index) => index !== 7).join('\n'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function importing(file: string, ...more: readonly string[]) {
  return runCommand(importFile, file, '--mapping', mapping, '--data', data, ...more)
}

const summary = (read: number, recorded: number, there: number, refused: number) =>
  `read          ${read}\nrecorded      ${recorded}\nalready there ${there}\nrefused       ${refused}`

test('E3 E4 exits 0 when all is recorded, sealed and time-stamped; the same file twice adds nothing', async () => {
  expect(await importing(whole)).toMatchObject({ code: 0, out: summary(7, 7, 0, 0) })
  const { code, out } = await runCommand(verify, data, '--trust', join(data, 'trust.json'))
  expect(out).toMatch(/Verdict: PASSED/)
  expect(out).not.toMatch(/NOT_SEALED|NOT_STAMPED/)
  expect(code).toBe(0)
  expect(await importing(whole)).toMatchObject({ code: 0, out: summary(7, 0, 7, 0) })
  const imported = envelopesIn(data).filter(({ type }) => type === 'JournalEntryImported')
  expect(imported).toHaveLength(7)
  // The cases are recorded side by side.
  const instants = imported.map(({ occurredAt }) => occurredAt.at).toSorted()
  expect(instants[0]).toBe('2024-03-04T09:12:30+01:00')
  for (const envelope of imported) {
    expect(envelope).toMatchObject({
      actor: { role: 'externe' },
      authentication: { method: 'foreign' },
      occurredAt: { basis: 'imported' },
    })
  }
  for (const text of ['Lenoir', 'Marchal', 'V-24', 'bordereau', 'Consultation']) {
    expect([text, storeHolds(data, text)]).toEqual([text, false])
  }
})

test('E4 exits 1 when a row is refused, with its line and reason; the others are sealed', async () => {
  const { code, err, out } = await importing(join(examples, 'valmont.csv'))
  expect([code, out]).toEqual([1, summary(8, 7, 0, 1)])
  expect(err).toMatch(/^line 8: INSTANT_NONEXISTENT: column quand: this hour does not occur/m)
  expect((await runCommand(verify, data, '--trust', join(data, 'trust.json'))).code).toBe(0)
})

test.each([
  ['no such file', () => importing(join(root, 'absent.csv'))],
  ['a header that does not fit', () => importing(mapping)],
  ['no mapping', () => runCommand(importFile, whole, '--data', data)],
  [
    'a mapping that is none',
    () => runCommand(importFile, whole, '--mapping', whole, '--data', data),
  ],
])('exits 64 for %s', async (_, act) => {
  expect((await act()).code).toBe(64)
  expect(existsSync(data)).toBe(false)
})

test('says who holds the folder', async () => {
  const running = await runDevelopmentLedger(data, { clock: new TokenClock(), mayFound: true })
  const { code, err } = await importing(whole)
  await running.close()
  expect(code).toBe(70)
  expect(err).toContain(`${data} is in use by process ${process.pid}`)
})

test('T-25 makes no ledger in an empty folder where the environment says production', async () => {
  process.env['CONTREMARQUE_PROFILE'] = 'production'
  try {
    expect((await importing(whole)).code).toBe(64)
  } finally {
    delete process.env['CONTREMARQUE_PROFILE']
  }
})
