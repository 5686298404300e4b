import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LedgerServer } from './ledger-server.ts'
import { outsideSql, type SqlStatement } from './outside-sql.ts'
import { codesOf, failedPlaces, verified } from './report.ts'
import { contremarque } from './run-command.ts'
import {
  cutPosition,
  makeLedger,
  otherInstant,
  placeOf,
  type LedgerWithPast,
} from './spoilt-ledger.ts'
import { eventFile, isEntry, storedRows, trustFile, type StoredRow } from './stored-ledger.ts'
import { TemporaryFolder } from './temporary-folder.ts'

const LEAVES = `stream NOT LIKE 'sealing-%' AND stream NOT LIKE 'stamping-%'`

let folder: TemporaryFolder
let ledger: LedgerWithPast

beforeAll(async () => {
  folder = new TemporaryFolder()
  ledger = await makeLedger(folder)
})
afterAll(async () => {
  await LedgerServer.endAll()
  folder.remove()
})

interface Deed {
  readonly statements: readonly SqlStatement[]
  /** `stream@revision` of what verification must name. */
  readonly places: readonly string[]
  readonly codes: readonly string[]
  /** What the alarm at boot says, and whether it names a place too. */
  readonly alarm: RegExp
}

const put = (row: StoredRow, data: StoredRow['data']): SqlStatement => ({
  sql: 'UPDATE event SET data = ? WHERE position = ?',
  values: [data, row.position],
})
const place = (row: StoredRow): RegExp => new RegExp(`${row.stream}@${row.revision}`)

function tail(): StoredRow[] {
  const cut = cutPosition(ledger.rows)
  return ledger.rows.filter((row) => row.position > cut && isEntry(row))
}

const deeds: Readonly<Record<string, () => Deed>> = {
  'T-01 one event edited': () => {
    const [victim] = ledger.victims
    const data = { blob: otherInstant(victim).toString('base64') }
    return {
      statements: [put(victim, data)],
      places: [placeOf(victim)],
      codes: ['ENTRY_DIGEST_MISMATCH'],
      alarm: place(victim),
    }
  },
  'T-04 one event deleted': () => {
    const [victim] = ledger.victims
    const sql = 'DELETE FROM event WHERE position = ?'
    return {
      statements: [{ sql, values: [victim.position] }],
      places: [placeOf(victim)],
      codes: ['ENTRY_MISSING'],
      alarm: place(victim),
    }
  },
  'T-06 two events swapped': () => {
    const [a, b] = ledger.victims
    const sql = 'UPDATE event SET id = ?, type = ?, data = ? WHERE position = ?'
    return {
      statements: [
        { sql, values: [b.id, b.type, b.data, a.position] },
        { sql, values: [a.id, a.type, a.data, b.position] },
      ],
      places: [placeOf(a), placeOf(b)],
      codes: ['ENTRY_PLACE_MISMATCH'],
      alarm: place(a),
    }
  },
  'T-03 the tail cut, entries alone': () => {
    const sql = `DELETE FROM event WHERE position > ? AND ${LEAVES}`
    const gone = tail()
    return {
      statements: [{ sql, values: [cutPosition(ledger.rows)] }],
      places: gone.map(placeOf),
      codes: ['ENTRY_MISSING'],
      alarm: new RegExp(gone.map(placeOf).join('|')),
    }
  },
  'T-03 the tail cut, entries and batches': () => {
    const sql = `DELETE FROM event WHERE position > ? AND stream NOT LIKE 'stamping-%'`
    return {
      statements: [{ sql, values: [cutPosition(ledger.rows)] }],
      places: [],
      codes: ['STAMP_GAP'],
      alarm: /leaves, a checkpoint over \d+ was signed/,
    }
  },
  'T-03 the tail cut, entries, batches and stamps': () => ({
    statements: [
      { sql: 'DELETE FROM event WHERE position > ?', values: [cutPosition(ledger.rows)] },
    ],
    places: [],
    codes: ['LEDGER_BEHIND'],
    alarm: /leaves, a checkpoint over \d+ was signed/,
  }),
}

test('untouched it passes, against its receipt too', async () => {
  const { data, receipt } = ledger
  const trust = trustFile(data)
  expect(await verified(data, '--trust', trust, '--against', receipt)).toMatchObject({
    status: 0,
    verdict: 'TOTAL_PASSED',
    findings: [],
  })
  expect(await verified(receipt, '--trust', trust)).toMatchObject({ status: 0 })
})

describe.each(Object.entries(deeds))('%s', (_name, deedOf) => {
  let data: string
  let deed: Deed
  beforeAll(() => {
    deed = deedOf()
    data = folder.copyOf(ledger.data)
    outsideSql(eventFile(data), ...deed.statements)
  })

  test('verification ends with 1 and says where', async () => {
    const report = await verified(data, '--trust', trustFile(data))
    expect(report).toMatchObject({ status: 1, verdict: 'TOTAL_FAILED' })
    expect(failedPlaces(report)).toEqual(expect.arrayContaining([...deed.places]))
    expect(codesOf(report)).toEqual(expect.arrayContaining([...deed.codes]))
  })

  test('boot raises the alarm, serves to read, seals and records nothing', async () => {
    const before = storedRows(data).length
    const server = await LedgerServer.start(data)
    const auditor = await server.session('auditeur')
    const { body } = await auditor.get<{ alarms: { message: string }[] }>('/ledger/health')
    expect(body.alarms.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(deed.alarm)]),
    )
    expect(server.fatal).toEqual([expect.stringMatching(deed.alarm)])
    expect(await auditor.get('/cases')).toMatchObject({ status: 503 })
    const refused = await auditor.acceptTerms()
    expect(refused).toMatchObject({ status: 503, body: { code: 'LEDGER_NOT_WHOLE' } })
    await server.stop()
    expect(storedRows(data)).toHaveLength(before)
  })
})

test('T-01 people are told in words where it is, and export goes no further', async () => {
  const data = folder.copyOf(ledger.data)
  const { statements } = deeds['T-01 one event edited']!()
  outsideSql(eventFile(data), ...statements)
  const [{ stream, revision }] = ledger.victims
  const { stdout } = await contremarque(['verify', data, '--trust', trustFile(data)])
  expect(stdout).toContain('Verdict: FAILED')
  expect(stdout).toMatch(new RegExp(`ENTRY_DIGEST_MISMATCH.*${stream}.*\\b${revision}\\b`, 's'))
  const before = storedRows(data).length
  const out = folder.file('spoilt.jsonl')
  const exported = await contremarque(['export', '--data', data, '--out', out])
  expect(exported).toMatchObject({ status: 1, stderr: expect.stringContaining(`${stream}@`) })
  expect(existsSync(out)).toBe(false)
  expect(storedRows(data)).toHaveLength(before)
})

test('T-03 head.note gone too: the folder passes, the guard and a receipt do not', async () => {
  const data = folder.copyOf(ledger.data)
  const sql = 'DELETE FROM event WHERE position > ?'
  outsideSql(eventFile(data), { sql, values: [cutPosition(ledger.rows)] })
  rmSync(join(data, 'store/head.note'))
  const alone = await verified(data, '--trust', trustFile(data))
  expect(alone).toMatchObject({ status: 0 })
  expect(alone.ended.stdout).toContain('LATER_ENTRIES')
  const note = join(data, 'guard/last-signed.note')
  const guarded = await verified(data, '--trust', trustFile(data), '--against', note)
  expect(guarded).toMatchObject({ status: 1, verdict: 'TOTAL_FAILED' })
  expect(codesOf(guarded)).toContain('LEDGER_BEHIND')
  const { stderr } = await contremarque(['export', '--data', data, '--out', folder.file('g.jsonl')])
  expect(stderr).toMatch(/a checkpoint over \d+ was signed/)
})

test('T-03 an old copy of the whole folder passes alone and is withheld against a receipt', async () => {
  const { old, receipt } = ledger
  expect(await verified(old, '--trust', trustFile(old))).toMatchObject({ status: 0 })
  const report = await verified(old, '--trust', trustFile(old), '--against', receipt)
  expect(report).toMatchObject({ status: 1, verdict: 'TOTAL_FAILED' })
  const { stream, revision } = JSON.parse(readFileSync(receipt, 'utf8')) as StoredRow
  expect(failedPlaces(report)).toContain(`${stream}@${revision}`)
  expect(codesOf(report)).toContain('WITHHELD')
})

test('T-20 stamps stripped: nothing passes', async () => {
  const data = folder.copyOf(ledger.data)
  outsideSql(eventFile(data), { sql: `DELETE FROM event WHERE stream LIKE 'stamping-%'` })
  const report = await verified(data, '--trust', trustFile(data))
  expect(report.status).not.toBe(0)
  expect(codesOf(report)).toContain('NOT_STAMPED')
  const server = await LedgerServer.start(data)
  const auditor = await server.session('auditeur')
  const { body } = await auditor.get('/ledger/health')
  expect(body).toMatchObject({ alarms: [{ code: 'STAMP_BROKEN' }] })
  await server.stop()
})
