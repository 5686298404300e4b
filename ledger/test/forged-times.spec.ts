import { fileSigner, keySigner } from '../node/index.ts'
import type { Anchor } from '../src/entry/envelope.ts'
import type { StampRecord } from '../src/records/records.ts'
import { CASE } from './example-ledger.ts'
import { at } from './named.ts'
import { restamp, withStamp } from './rewrite.ts'
import { TestLedger } from './test-ledger.ts'
import { freshKeys, START, testWorld, type World } from './test-world.ts'
import { codes, verifyBytes } from './verify-bytes.ts'

const keys = freshKeys()
const read = (ledger: TestLedger, changes = {}) =>
  ledger.append(CASE, 'CaseConsulted', { purpose: 'audit' }, changes)

let world: World
let ledger: TestLedger
/** Of the time-stamp before the last. */
let older: Anchor

beforeEach(async () => {
  world = await testWorld(keys)
  ledger = await TestLedger.open(world)
  older = ledger.anchor!
  await read(ledger)
  await ledger.seal()
  await ledger.stamp()
})

const check = () => verifyBytes(ledger.export(), ledger.trust)

async function sealAndStamp() {
  await ledger.seal()
  await ledger.stamp()
}

test('T-05 an entry anchored in an older time-stamp than the one before it was inserted', async () => {
  await read(ledger)
  await read(ledger, { anchor: older })
  await sealAndStamp()
  const report = await check()
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['ANCHOR_WENT_BACK'])
  expect(at(report, CASE, 2)).toHaveLength(1)
})

test('T-05 an entry anchored in its own batch or a later one was put together afterwards', async () => {
  await read(ledger, { anchor: { ...ledger.anchor!, size: 3 } })
  await sealAndStamp()
  const report = await check()
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['ANCHOR_UNKNOWN', 'ANCHOR_NOT_BEFORE_BATCH'])
  expect(at(report, CASE, 1)).toHaveLength(2)
})

test('T-13 RC-06 a batch that says it was sealed before the one it follows does not pass', async () => {
  await read(ledger)
  await ledger.seal()
  world.clock.now -= 501
  await sealAndStamp()
  const report = await check()
  expect(report.verdict).toBe('INDETERMINATE')
  expect(codes(report)).toEqual(['BATCH_TIME_WENT_BACK'])
  expect(report.findings[0]!.place.batch).toBe(3)
})

test('T-13 RP-05 a fact declared for later than its entry is a warning, and passes', async () => {
  for (const basis of ['declared', 'imported'] as const) {
    await read(ledger, { occurredAt: { at: '2026-06-22T08:00:00+02:00', basis } })
  }
  await sealAndStamp()
  const report = await check()
  expect(report.verdict).toBe('TOTAL_PASSED')
  expect(report.findings.map(({ code, indication }) => [code, indication])).toEqual([
    ['OCCURRED_AFTER_BRACKET', 'WARNING'],
    ['OCCURRED_AFTER_BRACKET', 'WARNING'],
  ])
})

test('T-08 an entry recorded after the end of the seal certificate is not the platform’s', async () => {
  const { publicKey } = keySigner(keys.seal)
  const certificate = await world.pki.issue({
    usage: 'seal',
    commonName: 'Short seal',
    publicKey,
    notBefore: START - 1000,
    notAfter: START + 2000,
  })
  const seal = fileSigner({ privateKeyPem: keys.seal, certificate })
  ledger = await TestLedger.open({ ...world, clock: world.clock, seal })
  world.clock.now = START + 3000
  await read(ledger)
  await sealAndStamp()
  const report = await check()
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['SEAL_CERTIFICATE_EXPIRED'])
  expect(at(report, CASE, 0)).toHaveLength(1)
})

test('T-12 authorities of one run that exclude each other in time date nothing', async () => {
  const last = ledger.stamps.length - 1
  const other = await restamp(ledger, last, world, { usage: 'tsa', shift: 7_200_000 })
  const second = JSON.parse(Buffer.from(other.bytes).toString()) as StampRecord
  const report = await verifyBytes(
    ledger.export(
      withStamp(ledger, last, (record) => ({
        ...record,
        tokens: [...record.tokens, ...second.tokens],
      })),
    ),
    ledger.trust,
  )
  expect(report.verdict).toBe('INDETERMINATE')
  expect(codes(report)).toEqual(['TOKENS_DISAGREE'])
  expect(report.findings[0]!.place.stamp).toBe(last)
})
