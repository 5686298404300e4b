import { TestLedger } from '../../test/test-ledger.ts'
import { crypto, freshKeys, testWorld } from '../../test/test-world.ts'
import { encodeRecord, recordHash } from './encode-record.ts'
import { parseBatchRecord, parseStampRecord } from './parse-record.ts'
import type { BatchRecord, StampRecord } from './records.ts'

const ledger = await TestLedger.open(await testWorld(freshKeys()))
const [batch] = ledger.batches
const [stamp] = ledger.stamps
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const malformed = expect.objectContaining({ code: 'RECORD_MALFORMED' })

test('RC-01 records come back as they were written', () => {
  expect(parseBatchRecord(batch!.bytes)).toEqual(batch!.record)
  expect(parseStampRecord(stamp!.bytes)).toEqual(stamp!.record)
  expect(recordHash(batch!.bytes, crypto)).toMatch(/^[0-9a-f]{64}$/)
})

test('RC-01 another spelling is refused, another version is unknown', () => {
  const text = new TextDecoder().decode(batch!.bytes)
  const spaced = new TextEncoder().encode(text.replace(',', ', '))
  expect(() => parseBatchRecord(spaced)).toThrow(malformed)
  const later = new TextEncoder().encode(
    text.replace('contremarque/batch/1', 'contremarque/batch/2'),
  )
  const unknown = expect.objectContaining({ code: 'RECORD_VERSION_UNKNOWN' })
  expect(() => parseBatchRecord(later)).toThrow(unknown)
})

const sorted = (record: object) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

test.each<[string, Partial<Record<keyof BatchRecord, unknown>>]>([
  ['RC-03 a count that is not the sum of its ranges', { count: 2 }],
  [
    'RC-03 a range that ends before it begins',
    { ranges: [{ from: 1, stream: 'platform-keys', to: 0 }] },
  ],
  [
    'RC-03 a range of a stream that holds no entries',
    { ranges: [{ from: 0, stream: 'sealing-x', to: 0 }] },
  ],
  ['RC-02 a first record with a previous one', { previous: 'ab'.repeat(32) }],
  ['RC-02 a later record without a previous one', { batch: 1 }],
  ['RC-01 an unknown member', { extra: 1 } as object],
  [
    'RC-01 other algorithms',
    { algorithms: { entry: 'x', evidence: 'sha-256', leaf: 'sha-256', note: 'ed25519' } },
  ],
  ['RC-06 another form of time', { sealedAt: '2026-06-21T08:00:00Z' }],
  ['RC-06 a time that is none', { sealedAt: '2026-06-31T08:00:00.000Z' }],
  ['an origin of another form', { origin: 'nowhere' }],
])('%s is refused', (_name, changes) => {
  expect(() => parseBatchRecord(bytesOf(sorted({ ...batch!.record, ...changes })))).toThrow(
    malformed,
  )
})

test('RC-03 RC-04 more than 4,096 entries or 512 KiB are refused', () => {
  const ranges = [{ from: 0, stream: 'platform-keys', to: 4096 }]
  const many = bytesOf(sorted({ ...batch!.record, count: 4097, ranges }))
  expect(() => parseBatchRecord(many)).toThrow(malformed)
  expect(() => parseBatchRecord(new Uint8Array(512 * 1024 + 1))).toThrow(malformed)
})

test.each<[string, Partial<Record<keyof StampRecord, unknown>>]>([
  ['RC-08 no token', { tokens: [] }],
  ['RC-07 a run that ends before it begins', { firstBatch: 2, lastBatch: 1 }],
  ['RC-07 an imprint of another length', { imprint: 'abcd' }],
])('%s is refused', (_name, changes) => {
  expect(() => parseStampRecord(bytesOf(sorted({ ...stamp!.record, ...changes })))).toThrow(
    malformed,
  )
})

test('a record that its parser would refuse is not written', () => {
  expect(() => encodeRecord({ ...batch!.record, count: 7 })).toThrow(malformed)
})
