import { TestLedger } from '../../test/test-ledger.ts'
import { crypto, freshKeys, testWorld } from '../../test/test-world.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { JsonValue } from '../entry/envelope.ts'
import { canonicalize } from '../entry/jcs.ts'
import { encodeRecord, recordHash } from './encode-record.ts'
import {
  isClosingRecord,
  parseBatchRecord,
  parseClosingRecord,
  parseStampingRecord,
  parseStampRecord,
} from './parse-record.ts'
import {
  CLOSED_VERSION,
  REVOCATION_VERSION,
  type BatchRecord,
  type ClosingRecord,
  type RevocationRecord,
  type StampRecord,
} from './records.ts'

const ledger = await TestLedger.open(await testWorld(freshKeys()))
const [batch] = ledger.batches
const [stamp] = ledger.stamps
const bytesOf = (value: object) => encodeUtf8(canonicalize(value as JsonValue))
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
  expect(() => parseBatchRecord(bytesOf({ ...batch!.record, ...changes }))).toThrow(malformed)
})

test('RC-03 RC-04 more than 4,096 entries or 512 KiB are refused', () => {
  const ranges = [{ from: 0, stream: 'platform-keys', to: 4096 }]
  const many = bytesOf({ ...batch!.record, count: 4097, ranges })
  expect(() => parseBatchRecord(many)).toThrow(malformed)
  expect(() => parseBatchRecord(new Uint8Array(512 * 1024 + 1))).toThrow(malformed)
})

test.each<[string, Partial<Record<keyof StampRecord, unknown>>]>([
  ['RC-08 no token', { tokens: [] }],
  ['RC-07 a run that ends before it begins', { firstBatch: 2, lastBatch: 1 }],
  ['RC-07 an imprint of another length', { imprint: 'abcd' }],
])('%s is refused', (_name, changes) => {
  expect(() => parseStampRecord(bytesOf({ ...stamp!.record, ...changes }))).toThrow(malformed)
})

test('a record that its parser would refuse is not written', () => {
  expect(() => encodeRecord({ ...batch!.record, count: 7 })).toThrow(malformed)
})

const later: RevocationRecord = {
  v: REVOCATION_VERSION,
  origin: batch!.record.origin,
  algorithms: batch!.record.algorithms,
  stamp: 1,
  tsa: 'test',
  firstStamp: 0,
  lastStamp: 0,
  crls: ['AAAA'],
  ocsps: [],
  fetchedAt: '2027-02-01T19:04:11.020Z',
  previous: recordHash(stamp!.bytes, crypto),
}

test('RC-12 a revocation record comes back as it was written, and is no stamp', () => {
  const bytes = encodeRecord(later)
  expect(parseStampingRecord(bytes)).toEqual(later)
  expect(parseStampingRecord(stamp!.bytes)).toEqual(stamp!.record)
  const unknown = expect.objectContaining({ code: 'RECORD_VERSION_UNKNOWN' })
  expect(() => parseStampRecord(bytes)).toThrow(unknown)
  expect(() => parseStampingRecord(batch!.bytes)).toThrow(unknown)
})

test.each<[string, object]>([
  ['an unknown member', { extra: 1 }],
  ['no data', { crls: [] }],
  ['stamps that end before they begin', { firstStamp: 1 }],
  ['a stamp that does not stand before it', { lastStamp: 1 }],
  ['nothing before it', { previous: null }],
  ['more data than a record may hold', { crls: Array.from({ length: 17 }, () => 'AAAA') }],
])('RC-12 a revocation record with %s is refused', (_name, changes) => {
  expect(() => parseStampingRecord(bytesOf({ ...later, ...changes }))).toThrow(malformed)
})

const closing: ClosingRecord = {
  v: CLOSED_VERSION,
  origin: batch!.record.origin,
  algorithms: batch!.record.algorithms,
  size: 1,
  closedAt: '2027-02-01T19:04:11.020Z',
  previous: recordHash(batch!.bytes, crypto),
}

test('RC-09 a closing record comes back as it was written and is no batch', () => {
  const bytes = encodeRecord(closing)
  expect(parseClosingRecord(bytes)).toEqual(closing)
  expect([isClosingRecord(bytes), isClosingRecord(batch!.bytes)]).toEqual([true, false])
  const unknown = expect.objectContaining({ code: 'RECORD_VERSION_UNKNOWN' })
  expect(() => parseBatchRecord(bytes)).toThrow(unknown)
  expect(() => parseClosingRecord(batch!.bytes)).toThrow(unknown)
})

test.each<[string, object]>([
  ['an unknown member', { extra: 1 }],
  ['no batch to name', { previous: null }],
  ['a size that is none', { size: -1 }],
  ['another form of time', { closedAt: '2027-02-01' }],
])('RC-09 a closing record with %s is refused', (_name, changes) => {
  const bytes = bytesOf({ ...closing, ...changes })
  expect(() => parseClosingRecord(bytes)).toThrow(malformed)
  expect(isClosingRecord(bytes)).toBe(true)
})

test('RC-01 what is no canonical JSON, or too long, is no closing record', () => {
  for (const bytes of [
    encodeUtf8(` ${canonicalize(closing as unknown as JsonValue)}`),
    bytesOf({ ...closing, extra: 'x'.repeat(1024) }),
    new Uint8Array(0),
  ]) {
    expect(isClosingRecord(bytes)).toBe(false)
  }
})
