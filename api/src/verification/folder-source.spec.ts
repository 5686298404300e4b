import { rm } from 'node:fs/promises'
import { verify, type Report } from '@contremarque/ledger'
import { nodeCrypto } from '@contremarque/ledger/node'
import { StampingKit } from '../../test/stamping-kit.js'
import { closeSealing } from '../sealing/close-sealing.js'
import { writeDurably } from '../files/durable-file.js'
import { exportLedger } from './export-ledger.js'
import { openFolderReadOnly } from './open-folder.js'

let kit: StampingKit
const stream = 'platform-one'
const other = 'platform-two'

beforeEach(async () => {
  kit = await new StampingKit().begin()
  const { headNote } = kit.folder.paths
  await kit.stamping([kit.good], { writeHead: (note) => writeDurably(headNote, note) })
  await settle()
  for (let round = 0; round < 3; round++) {
    await recordAnchored(stream, 3)
    await recordAnchored(other, 2)
    await settle()
  }
})
afterEach(() => kit.end())

async function settle(): Promise<void> {
  await kit.running.sealNow()
  await kit.stamper.stampNow()
}

async function recordAnchored(name: string, count: number): Promise<void> {
  await kit.record(name, count, kit.running, kit.stamper.anchor())
}

async function check(): Promise<Report> {
  const opened = await openFolderReadOnly(kit.path)
  try {
    const { trust } = kit.folder
    return await verify({
      source: opened.source,
      trust,
      trustSource: 'given',
      crypto: nodeCrypto(),
    })
  } finally {
    await opened.close()
  }
}

async function lines(): Promise<string[]> {
  const opened = await openFolderReadOnly(kit.path)
  const parts: Uint8Array[] = []
  try {
    for await (const part of exportLedger(opened, nodeCrypto())) parts.push(part)
  } finally {
    await opened.close()
  }
  return Buffer.concat(parts).toString().trimEnd().split('\n')
}

function places(report: Report): string[] {
  return report.findings.map(({ place }) => `${place.stream ?? ''}@${place.revision ?? ''}`)
}

test('a whole ledger passes, every entry once', async () => {
  const report = await check()
  expect(report.findings).toEqual([])
  expect([report.verdict, report.entries, report.batches, report.stamps]).toEqual([
    'TOTAL_PASSED',
    16,
    4,
    4,
  ])
})

test('what is recorded and not yet sealed is handed out too: indeterminate', async () => {
  await recordAnchored(stream, 1)
  const report = await check()
  expect([report.verdict, report.entries]).toEqual(['INDETERMINATE', 17])
  expect(report.findings.map(({ code }) => code)).toContain('NOT_SEALED')
})

test.each<[string, string, string, (string | number)[]]>([
  [
    'T-01 an edited entry',
    `${stream}@4`,
    `UPDATE event SET data = CAST(replace(data, '"revision":4', '"revision":5') AS BLOB) WHERE stream = ? AND revision = 4`,
    [stream],
  ],
  [
    'T-04 a deleted entry',
    `${stream}@2`,
    'DELETE FROM event WHERE stream = ? AND revision = 2',
    [stream],
  ],
  ['T-04 a deleted stream', `${other}@0`, 'DELETE FROM event WHERE stream = ?', [other]],
  [
    'T-06 two swapped entries',
    `${stream}@1`,
    `UPDATE event SET data = (SELECT data FROM event e WHERE e.stream = event.stream AND e.revision = 3 - event.revision) WHERE stream = ? AND revision IN (1, 2)`,
    [stream],
  ],
  [
    'T-03 the tail of a stream that is cut',
    `${stream}@7`,
    'DELETE FROM event WHERE stream = ? AND revision >= 7',
    [stream],
  ],
])('%s: failed at its place', async (_, place, sql, values) => {
  kit.tamper(sql, ...values)
  const report = await check()
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(places(report)).toContain(place)
})

test('T-03 entries and batches cut together: the head kept beside the store is not reached', async () => {
  kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 3', kit.sealing)
  kit.tamper(`DELETE FROM event WHERE stream LIKE 'stamping-%' AND revision >= 3`)
  kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 6', stream)
  kit.tamper('DELETE FROM event WHERE stream = ? AND revision >= 4', other)
  const report = await check()
  expect(report.verdict).toBe('TOTAL_FAILED')
  await rm(kit.folder.paths.headNote)
  expect((await check()).verdict).toBe('TOTAL_PASSED')
})

test('RC-11 a store that the ledger left passes still, says so, and is exported without its end', async () => {
  const { store, crypto } = kit.folder
  const last = await store.readHead(kit.sealing)
  await closeSealing(store, last!, { crypto, now: kit.clock.now() })
  const report = await check()
  expect(report.verdict).toBe('TOTAL_PASSED')
  expect(report.findings.map(({ code }) => code)).toEqual(['LEDGER_CLOSED'])
  expect((await lines()).filter((line) => line.includes('contremarque/closed/1'))).toEqual([])
})

test('an event in a stream that is none of ours is named', async () => {
  kit.tamper(
    `INSERT INTO event (stream, revision, id, type, data, metadata) VALUES ('note-1', 0, '', '', x'00', '')`,
  )
  expect(places(await check())).toContain('note-1@0')
})

test('nothing is written while reading', async () => {
  const opened = await openFolderReadOnly(kit.path)
  await expect(opened.reader.readRange('x', 0, 1, 1)).resolves.toEqual([])
  await opened.close()
  expect((await check()).verdict).toBe('TOTAL_PASSED')
})

test('a folder without a ledger cannot be read', async () => {
  await expect(openFolderReadOnly('/nonexistent')).rejects.toMatchObject({
    code: 'SOURCE_MALFORMED',
  })
})

describe('export', () => {
  test('ends at the last time-stamped checkpoint', async () => {
    await recordAnchored(stream, 2)
    await kit.running.sealNow()
    await recordAnchored(stream, 2)
    const kinds = (await lines()).map((line) => (JSON.parse(line) as { kind: string }).kind)
    const counts = Map.groupBy(kinds, (kind) => kind)
    expect([...counts].map(([kind, all]) => [kind, all.length])).toEqual([
      ['header', 1],
      ['entry', 16],
      ['batch', 4],
      ['stamp', 4],
      ['trailer', 1],
    ])
    expect(kinds.at(-1)).toBe('trailer')
  })

  test('a ledger with a hole is not exported', async () => {
    kit.tamper('DELETE FROM event WHERE stream = ? AND revision = 2', stream)
    await expect(lines()).rejects.toMatchObject({
      code: 'SOURCE_MALFORMED',
      message: expect.stringContaining('lists 5 entries, 4 are there'),
    })
  })
})
