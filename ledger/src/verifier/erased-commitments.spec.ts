import { createHash } from 'node:crypto'
import { TestLedger } from '../../test/test-ledger.ts'
import { crypto, freshKeys, testWorld } from '../../test/test-world.ts'
import { reportText } from '../report/report-text.ts'
import type { Report } from '../report/report.ts'
import { exportErasures } from '../source/export-erasures.ts'
import { exportSource } from '../source/export-reader.ts'
import { MAX_LISTED } from './erased-commitments.ts'
import { verify } from './verify.ts'

const CASE = 'expertise-6f1c0000-0000-8000-8000-000000000001'
const digest = (n: number) => createHash('sha256').update(String(n)).digest('hex')
type Named = readonly [field: string, n: number]
const committed = (...named: readonly Named[]) => ({
  commitments: named.map(([field, n]) => ({ field, digest: digest(n) })),
})
const FROM_A = 'abcdefghijk'
let ledger: TestLedger

beforeEach(async () => {
  ledger = await TestLedger.open(await testWorld(freshKeys()))
})

const consulted = (...named: readonly Named[]) =>
  ledger.append(CASE, 'CaseConsulted', { purpose: 'audit' }, committed(...named))
const erased = (...numbers: readonly number[]) =>
  ledger.append('platform-erasures', 'OpeningsErased', {
    commitments: numbers.map(digest),
    basis: 'gdpr-17',
  })

async function* inChunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1009) yield bytes.slice(at, at + 1009)
}

/** Of a file, which can be read twice; `hint`: of what else is told to be its erasures. */
async function report(hint?: Uint8Array | null): Promise<Report> {
  await ledger.seal()
  await ledger.stamp()
  const bytes = ledger.export()
  const source = exportSource(inChunks(bytes), createHash('sha256'))
  const erasures = () => exportErasures(inChunks(hint ?? bytes))
  return verify({
    source: hint === null ? source : { ...source, erasures },
    trust: ledger.trust,
    trustSource: 'given',
    crypto,
  })
}

test('RP-11 what was erased is listed by entry and field, in leaf order, and what stands is not', async () => {
  await consulted(['fileName', 2], ['title', 1])
  await consulted(['title', 3])
  await consulted(['fileName', 4], ['title', 5])
  await erased(5, 4)
  await erased(1)
  const { verdict, erased: told } = await report()
  expect([verdict, told]).toEqual([
    'TOTAL_PASSED',
    {
      commitments: 3,
      entries: [
        { stream: CASE, revision: 0, fields: ['title'] },
        { stream: CASE, revision: 2, fields: ['fileName', 'title'] },
      ],
      leftOut: 0,
    },
  ])
})

test('RP-11 where nothing is erased nothing is said of it', async () => {
  await consulted(['title', 1])
  expect((await report()).erased).toBeNull()
})

test('RP-11 of very many a thousand are listed, and all are counted', async () => {
  for (let n = 0; n < 1_100; n += 11) {
    await consulted(...Array.from({ length: 11 }, (_, i) => [`title${FROM_A[i]!}`, n + i] as const))
  }
  for (let n = 0; n < 1_100; n += 500) {
    await erased(...Array.from({ length: Math.min(500, 1_100 - n) }, (_, i) => n + i))
  }
  const { erased: told } = await report()
  const listed = told!.entries.flatMap(({ fields }) => fields)
  expect([told!.commitments, listed.length, told!.leftOut]).toEqual([1_100, MAX_LISTED, 100])
})

test('RP-11 of what can be read but once they are counted and not listed', async () => {
  await consulted(['title', 1])
  await erased(1)
  expect((await report(null)).erased).toEqual({ commitments: 1, entries: [], leftOut: 1 })
})

test('RP-11 what a server says was erased is listed only where an entry says so', async () => {
  await consulted(['fileName', 2], ['title', 1])
  await erased(1, 2)
  const lie = ledger.export()
  ledger = await TestLedger.open(await testWorld(freshKeys()))
  await consulted(['fileName', 2], ['title', 1])
  await erased(2)
  for (const hint of [lie, Buffer.from('nonsense\n')]) {
    const { verdict, erased: told } = await report(hint)
    expect([verdict, told!.commitments]).toEqual(['TOTAL_PASSED', 1])
    expect(told!.entries).toEqual(
      hint === lie ? [{ stream: CASE, revision: 0, fields: ['fileName'] }] : [],
    )
  }
})

test('RP-11 the report in words names them too', async () => {
  await consulted(['title', 1])
  await erased(1, 2)
  const text = reportText(await report())
  expect(text).toContain(`What was erased\n  stream ${CASE}, revision 0: title\n`)
  expect(text).toContain('  and 1 more commitments, not listed here\n')
})
