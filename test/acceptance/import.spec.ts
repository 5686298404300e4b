import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import {
  describeWithRealJournal,
  realJournal,
  realMapping,
  writeJournal,
  writeMapping,
} from './journal-file.ts'
import { verified } from './report.ts'
import { contremarque } from './run-command.ts'
import { seededRandom } from './seeded-random.ts'
import {
  bytesOf,
  envelopeIn,
  isEntry,
  storedRows,
  trustFile,
  type StoredRow,
} from './stored-ledger.ts'
import { struckImport } from './struck-import.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** CONTREMARQUE_ACCEPTANCE=whole takes all 8,577 rows of the real journal. */
const isWhole = process.env['CONTREMARQUE_ACCEPTANCE'] === 'whole'
const REAL_ROWS = isWhole ? 8_577 : 600
const KILLS = 10
/** A killed run records this many events more at most, and what was under way then. */
const MOST_BETWEEN = isWhole ? 700 : 20

let folder: TemporaryFolder
beforeAll(() => {
  folder = new TemporaryFolder()
})
afterAll(() => folder.remove())

/** What the file says, case by case in its own order: instant and code of the activity. */
function sequencesOfFile(path: string): string[] {
  const { values } = (
    JSON.parse(readFileSync(realMapping, 'utf8')) as {
      activity: { values: Record<string, { code: string }> }
    }
  ).activity
  const [header = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const names = header.split(',')
  const cases = new Map<string, string[]>()
  for (const row of rows) {
    const cells = row.split(',')
    const cell = (name: string) => cells[names.indexOf(name)]!
    const at = cell('time:timestamp').replace(' ', 'T')
    const told = cases.get(cell('case:concept:name')) ?? []
    told.push(`${at} ${values[cell('concept:name')]!.code}`)
    cases.set(cell('case:concept:name'), told)
  }
  return [...cases.values()].map((told) => told.join('\n')).sort()
}

function isJournal({ stream }: StoredRow): boolean {
  return stream.startsWith('journal-')
}

/** The same of the ledger, from the signed bytes in the store, stream by stream. */
function sequencesOfLedger(data: string): string[] {
  const streams = new Map<string, string[]>()
  for (const row of storedRows(data).filter(isJournal)) {
    const envelope = envelopeIn(bytesOf(row))
    const told = streams.get(row.stream) ?? []
    expect([envelope.stream, envelope.revision]).toEqual([row.stream, told.length])
    expect(envelope.occurredAt.basis).toBe('imported')
    told.push(`${envelope.occurredAt.at} ${String(envelope.data['activity'])}`)
    streams.set(row.stream, told)
  }
  return [...streams.values()].map((told) => told.join('\n')).sort()
}

function importInto(data: string, file: string, mapping: string) {
  return contremarque(['import', file, '--mapping', mapping, '--data', data])
}

function summary(read: number, recorded: number, there: number, refused: number): string {
  return `read          ${read}\nrecorded      ${recorded}\nalready there ${there}\nrefused       ${refused}\n`
}

async function expectPassed(entries: number, ...argv: readonly string[]): Promise<void> {
  const report = await verified(...argv)
  expect(report).toMatchObject({ status: 0, verdict: 'TOTAL_PASSED', entries, findings: [] })
  const { stdout } = await contremarque(['verify', ...argv])
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'Development ledger, proves nothing.',
    '',
    'Verdict: PASSED',
  ])
}

describeWithRealJournal('the journal of another platform', () => {
  let file: string
  let data: string
  beforeAll(() => {
    const lines = readFileSync(realJournal, 'utf8').split('\n')
    file = folder.file('real.csv')
    data = folder.file('real')
    writeFileSync(file, `${lines.slice(0, REAL_ROWS + 1).join('\n')}\n`)
  })

  test('enters whole, in the order of the file per case, sealed and stamped when 0 is returned', async () => {
    const ended = await importInto(data, file, realMapping)
    expect(ended).toMatchObject({ status: 0, stdout: summary(REAL_ROWS, REAL_ROWS, 0, 0) })
    const expected = sequencesOfFile(file)
    if (isWhole) expect(expected).toHaveLength(1_434)
    expect(sequencesOfLedger(data)).toEqual(expected)
    await expectPassed(REAL_ROWS + 1, data, '--trust', trustFile(data))
  }, 240_000)

  test('its export passes beside its trust file, and without one nothing passes', async () => {
    const out = folder.file('ledger.jsonl')
    const { status } = await contremarque(['export', '--data', data, '--out', out])
    expect(status).toBe(0)
    await expectPassed(REAL_ROWS + 1, out)
    expect(await verified(data)).toMatchObject({ status: 2, verdict: 'INDETERMINATE' })
  })

  test('the same file again adds no entry', async () => {
    const before = storedRows(data).filter(isEntry)
    const ended = await importInto(data, file, realMapping)
    expect(ended).toMatchObject({ status: 0, stdout: summary(REAL_ROWS, 0, REAL_ROWS, 0) })
    expect(storedRows(data).filter(isEntry)).toEqual(before)
    await expectPassed(REAL_ROWS + 1, data, '--trust', trustFile(data))
  })

  test('kill -9 at ten random moments loses nothing and doubles nothing', async () => {
    const killed = folder.file('killed')
    const { random, seed } = seededRandom()
    const told: string[] = []
    let struck = 0
    for (let index = 0; index < KILLS; index++) {
      const argv = [file, '--mapping', realMapping]
      const most = MOST_BETWEEN
      const strike = await struckImport(argv, killed, { index, random, most })
      if (strike.signal === 'SIGKILL') struck++
      const state = isWhole || index % 4 === 3 ? await stateOf(killed) : 'not looked at'
      told.push(`${strike.told}: ${state}`)
    }
    console.log(`kill -9, seed ${seed}\n${told.join('\n')}`)
    expect(struck).toBeGreaterThanOrEqual(KILLS - 2)
    const left = REAL_ROWS - storedRows(killed).filter(isJournal).length
    expect(left).toBeGreaterThan(0)
    const last = await importInto(killed, file, realMapping)
    const there = REAL_ROWS - left
    expect(last).toMatchObject({ status: 0, stdout: summary(REAL_ROWS, left, there, 0) })
    expect(sequencesOfLedger(killed)).toEqual(sequencesOfFile(file))
    await expectPassed(REAL_ROWS + 1, killed, '--trust', trustFile(killed))
  }, 400_000)

  /** What a killed run left: no ledger yet, or one in which nothing is wrong. */
  async function stateOf(path: string): Promise<string> {
    if (!existsSync(trustFile(path)) || !existsSync(`${path}/ledger.json`)) return 'no ledger yet'
    const report = await verified(path, '--trust', trustFile(path))
    const failures = report.findings.filter(({ indication }) => indication === 'FAILED')
    expect(failures).toEqual([])
    return `${report.entries} entries, ${report.verdict}`
  }
})

test('rows that do not fit are told with line and reason, the others are recorded and sealed', async () => {
  const data = folder.file('partly')
  const file = writeJournal(folder.file('partly.csv'), { from: 0, to: 6, cases: 2 })
  const [header = '', ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const spoilt = Buffer.concat([
    Buffer.from(`${header}\n${rows[0]}\n`),
    Buffer.from('90,D-0,2024-01-08T10:00:00+01:00,depot,agent \xff,\n', 'latin1'),
    Buffer.from('91,D-0,2024-01-08T10:00:00,depot,agent 1,\n'),
    Buffer.from('92,D-0,2024-13-08T10:00:00Z,depot,agent 1,\n'),
    Buffer.from('93,D-0,2024-01-08T10:00:00Z,vol,agent 1,\n'),
    Buffer.from('94,D-0,2024-01-08T10:00:00Z,depot\n'),
    Buffer.from(`${rows[0]?.replace('envoi', 'visa').replace('depot', 'visa')}\n`),
    Buffer.from(`${rows.slice(1).join('\n')}\n`),
  ])
  writeFileSync(file, spoilt)
  const ended = await importInto(data, file, writeMapping(folder.path))
  expect(ended).toMatchObject({ status: 1, stdout: summary(12, 6, 0, 6) })
  const told = ended.stderr.match(/^line \d+: [A-Z0-9_]+/gm)
  expect(told?.sort()).toEqual([
    'line 3: UTF8_BROKEN',
    'line 4: INSTANT_WITHOUT_OFFSET',
    'line 5: INSTANT_MALFORMED',
    'line 6: ACTIVITY_UNKNOWN',
    'line 7: CELL_COUNT',
    'line 8: KEY_REUSED',
  ])
  expect(ended.stderr).not.toMatch(/agent \d|pli n°/)
  await expectPassed(7, data, '--trust', trustFile(data))
})
