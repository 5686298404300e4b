import { createHash } from 'node:crypto'
import { exportSource, verify, type Report } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { StampingKit } from '../../test/stamping-kit.js'
import { writeDurably } from '../files/durable-file.js'
import { exportAsItStands } from './export-as-it-stands.js'
import { exportLedger } from './export-ledger.js'
import { openFolderReadOnly, type OpenedLedger } from './open-folder.js'

let kit: StampingKit
const stream = 'platform-one'
const other = 'platform-two'

beforeEach(async () => {
  kit = await new StampingKit().begin()
  const { headNote } = kit.folder.paths
  await kit.stamping([kit.good], { writeHead: (note) => writeDurably(headNote, note) })
  await settle()
  for (let round = 0; round < 3; round++) {
    await kit.record(stream, 3, kit.running, kit.stamper.anchor())
    await kit.record(other, 2, kit.running, kit.stamper.anchor())
    await settle()
  }
})
afterEach(() => kit.end())

async function settle(): Promise<void> {
  await kit.running.sealNow()
  await kit.stamper.stampNow()
}

async function written(
  write: (opened: OpenedLedger) => AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  const opened = await openFolderReadOnly(kit.path)
  const parts: Uint8Array[] = []
  try {
    for await (const part of write(opened)) parts.push(part)
  } finally {
    await opened.close()
  }
  return Buffer.concat(parts)
}

const asItStands = () => written((opened) => exportAsItStands(opened, kit.folder.trust.genesis))

/** As the browser verifies it: from the bytes, with the head that the server keeps beside its store. */
async function check(head?: string): Promise<Report> {
  const bytes = await asItStands()
  async function* once() {
    yield bytes
  }
  return verify({
    source: exportSource(once(), createHash('sha256'), head),
    trust: kit.folder.trust,
    trustSource: 'beside',
    crypto: nodeCrypto(),
  })
}

const failures = ({ findings }: Report) =>
  findings.filter(({ indication }) => indication === 'FAILED')
const told = (report: Report) =>
  failures(report).map(({ code, place }) => `${code} ${place.stream ?? ''}@${place.revision ?? ''}`)
const codes = (report: Report) => report.findings.map(({ code }) => code)

test('EX-08 a whole ledger is written as for keeping, byte for byte', async () => {
  await kit.record(stream, 2, kit.running, kit.stamper.anchor())
  expect(await asItStands()).toEqual(await written((opened) => exportLedger(opened, nodeCrypto())))
  expect((await check()).verdict).toBe('TOTAL_PASSED')
})

test.each<[string, string, string, (string | number)[]]>([
  [
    'T-01 an edited entry',
    `ENTRY_DIGEST_MISMATCH ${stream}@4`,
    `UPDATE event SET data = CAST(replace(data, '"revision":4', '"revision":5') AS BLOB) WHERE stream = ? AND revision = 4`,
    [stream],
  ],
  [
    'T-04 a deleted entry',
    `ENTRY_MISSING ${stream}@2`,
    'DELETE FROM event WHERE stream = ? AND revision = 2',
    [stream],
  ],
  [
    'T-04 a deleted stream',
    `ENTRY_MISSING ${other}@0`,
    'DELETE FROM event WHERE stream = ?',
    [other],
  ],
  [
    'T-04 the deleted opening of the ledger',
    'ENTRY_MISSING platform-keys@0',
    `DELETE FROM event WHERE stream = 'platform-keys' AND revision = 0`,
    [],
  ],
  [
    'T-06 two swapped entries',
    `ENTRY_PLACE_MISMATCH ${stream}@1`,
    `UPDATE event SET data = (SELECT data FROM event e WHERE e.stream = event.stream AND e.revision = 3 - event.revision) WHERE stream = ? AND revision IN (1, 2)`,
    [stream],
  ],
  [
    'T-03 a tail cut, entries alone',
    `ENTRY_MISSING ${stream}@7`,
    'DELETE FROM event WHERE stream = ? AND revision >= 7',
    [stream],
  ],
  [
    'T-15 an entry longer than a line may be',
    `ENTRY_MISSING ${stream}@2`,
    'UPDATE event SET data = zeroblob(1048576) WHERE stream = ? AND revision = 2',
    [stream],
  ],
])('%s is written round, and verification names it', async (_, place, sql, values) => {
  kit.tamper(sql, ...values)
  expect(told(await check())).toContain(place)
})

test.each<[string, string, string]>([
  [
    'T-04 a batch deleted',
    'BATCH_GAP',
    `DELETE FROM event WHERE stream LIKE 'sealing-%' AND revision = 2`,
  ],
  [
    'T-04 a time-stamp deleted',
    'STAMP_GAP',
    `DELETE FROM event WHERE stream LIKE 'stamping-%' AND revision = 2`,
  ],
  [
    'T-20 all time-stamps deleted',
    'NOT_STAMPED',
    `DELETE FROM event WHERE stream LIKE 'stamping-%'`,
  ],
  [
    'T-15 a batch that is no text',
    'BATCH_GAP',
    `UPDATE event SET data = x'ff0aff' WHERE stream LIKE 'sealing-%' AND revision = 2`,
  ],
  [
    'T-15 a batch of two lines',
    'BATCH_GAP',
    `UPDATE event SET data = CAST('{}' || char(10) || '{}' AS BLOB) WHERE stream LIKE 'sealing-%' AND revision = 2`,
  ],
  [
    'T-15 a batch that is none',
    'BATCH_MALFORMED',
    `UPDATE event SET data = CAST('{}' AS BLOB) WHERE stream LIKE 'sealing-%' AND revision = 3`,
  ],
  [
    'T-15 a time-stamp that is none',
    'STAMP_MALFORMED',
    `UPDATE event SET data = CAST('{}' AS BLOB) WHERE stream LIKE 'stamping-%' AND revision = 2`,
  ],
])('%s: %s, and nothing passes', async (_, code, sql) => {
  kit.tamper(sql)
  const report = await check()
  expect(report.verdict).not.toBe('TOTAL_PASSED')
  expect(codes(report)).toContain(code)
})

test('T-03 entries, batches and time-stamps cut at a time-stamp: passed alone, behind its head', async () => {
  const head = await headNote()
  kit.tamper(`DELETE FROM event WHERE stream LIKE 'sealing-%' AND revision >= 3`)
  kit.tamper(`DELETE FROM event WHERE stream LIKE 'stamping-%' AND revision >= 3`)
  kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 6', stream)
  kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 4', other)
  expect((await check()).verdict).toBe('TOTAL_PASSED')
  expect(told(await check(head))).toEqual(['LEDGER_BEHIND @'])
})

test('T-17 a store that cannot be read on leaves an export without its end', async () => {
  const opened = await openFolderReadOnly(kit.path)
  async function* items() {
    yield [{ kind: 'broken', code: 'RECORD_UNREADABLE', message: 'malformed' }] as const
  }
  const source = { ...opened.source, items }
  const parts: string[] = []
  for await (const part of exportAsItStands({ ...opened, source }, kit.folder.trust.genesis))
    parts.push(Buffer.from(part).toString())
  await opened.close()
  expect(parts.join('')).not.toContain('"kind":"trailer"')
})

async function headNote(): Promise<string> {
  const opened = await openFolderReadOnly(kit.path)
  await opened.close()
  return opened.source.head!
}
