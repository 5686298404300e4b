import fc from 'fast-check'
import { CASE, exampleLedger } from '../../../test/example-ledger.ts'
import { TestLedger } from '../../../test/test-ledger.ts'
import { receiptOf } from '../../../test/test-receipt.ts'
import { crypto, freshKeys, testWorld, type World } from '../../../test/test-world.ts'
import { codes, verifyBytes } from '../../../test/verify-bytes.ts'
import { encodeReceipt } from '../../receipt/encode-receipt.ts'
import { parseReceipt } from '../../receipt/parse-receipt.ts'
import type { Receipt } from '../../receipt/receipt.ts'
import { verifyReceipt } from './verify-receipt.ts'
import { verifyReceiptFile } from './verify-receipt-file.ts'

const keys = freshKeys()
let world: World
let ledger: TestLedger

beforeAll(async () => {
  world = await testWorld(keys)
  ledger = await exampleLedger(world)
})

const alone = (receipt: Receipt, trust = ledger.trust) =>
  verifyReceipt({ receipt, trust, trustSource: 'given', crypto })

test('RE-05 RE-06 a stamped receipt of every entry passes alone', async () => {
  for (let i = 0; i < ledger.entries.length; i++) {
    const receipt = parseReceipt(encodeReceipt(receiptOf(ledger, i)))
    const report = await alone(receipt)
    expect(report.findings).toEqual([])
    expect(report.verdict).toBe('TOTAL_PASSED')
  }
})

test('RE-07 a receipt without the anchor that its entry names leaves the beginning unproved', async () => {
  const index = ledger.entries.findIndex(({ envelope }) => envelope.anchor !== null)
  const report = await alone({ ...receiptOf(ledger, index), anchor: null })
  expect(report.verdict).toBe('INDETERMINATE')
  expect(report.findings.map(({ check, indication }) => [check, indication])).toEqual([
    ['bracket', 'INDETERMINATE'],
  ])
})

test('T-18 RE-02 a recorded or sealed receipt is a promise: INDETERMINATE alone', async () => {
  const own = await TestLedger.open(await testWorld(keys, world.origin, 'promise'))
  await own.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  const recorded = receiptOf(own, 1)
  expect(recorded.state).toBe('recorded')
  const first = await alone(recorded, own.trust)
  expect([first.verdict, codes(first)]).toEqual(['INDETERMINATE', ['NOT_SEALED', 'NOT_STAMPED']])
  await own.seal()
  const sealed = receiptOf(own, 1)
  expect(sealed.state).toBe('sealed')
  const second = await alone(sealed, own.trust)
  expect([second.verdict, codes(second)]).toEqual(['INDETERMINATE', ['NOT_STAMPED']])
})

test('T-18 T-03 RE-09 an entry promised and not in a ledger that goes on later is WITHHELD', async () => {
  const honest = await TestLedger.open(await testWorld(keys, world.origin, 'withheld'))
  await honest.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  const receipt = receiptOf(honest, 1)
  const against = { kind: 'receipt', receipt } as const
  const dropping = await TestLedger.open(await testWorld(keys, world.origin, 'withheld'))
  const early = await verifyBytes(dropping.export(), honest.trust, { against })
  expect(early.verdict).not.toBe('TOTAL_PASSED')

  const cut = honest.items.filter((item) => item.kind !== 'entry' || item.stream !== CASE)
  const before = await verifyBytes(honest.export(cut), honest.trust, { against })
  expect([before.verdict, codes(before)]).toEqual(['INDETERMINATE', ['PROMISE_PENDING']])

  const later = await TestLedger.open(await testWorld(keys, world.origin, 'later'))
  const promised = await later.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  const held = receiptOf(later, 1)
  later.forget(promised)
  later.world.clock.now += 3_600_000
  await later.append(CASE, 'CaseConsulted', { purpose: 'support' })
  await later.seal()
  await later.stamp()
  const other = await verifyBytes(later.export(), later.trust, {
    against: { kind: 'receipt', receipt: held },
  })
  expect(other.verdict).toBe('TOTAL_FAILED')
  expect(other.findings.find(({ code }) => code === 'WITHHELD')?.place).toMatchObject({
    stream: CASE,
    revision: 0,
  })
})

test('a ledger passes against every receipt it gave', async () => {
  for (const i of [1, 4, 7]) {
    const against = { kind: 'receipt', receipt: receiptOf(ledger, i) } as const
    const report = await verifyBytes(ledger.export(), ledger.trust, { against })
    expect(report.findings).toEqual([])
    expect(report.verdict).toBe('TOTAL_PASSED')
    expect(report.unchecked.map(({ what }) => what)).not.toContain('LATER_ENTRIES')
  }
})

test('T-10 a forged receipt proves nothing against a ledger', async () => {
  const receipt = receiptOf(ledger, 1)
  const stranger = receiptOf(await exampleLedger(await testWorld(freshKeys())), 1)
  const against = {
    kind: 'receipt',
    receipt: { ...receipt, entry: stranger.entry, hash: stranger.hash },
  } as const
  const report = await verifyBytes(ledger.export(), ledger.trust, { against })
  expect(report.verdict).toBe('INDETERMINATE')
  expect(codes(report)).toEqual(['AGAINST_INVALID'])
  const unpinned = await verifyBytes(ledger.export(), null, { against })
  expect(unpinned.verdict).toBe('INDETERMINATE')
  expect(codes(unpinned)).toContain('AGAINST_INVALID')
})

test('T-17 RE-01 RE-03 RE-04 whichever byte of a receipt is changed, it does not pass', async () => {
  const bytes = encodeReceipt(receiptOf(ledger, 4))
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length - 2),
      fc.integer({ min: 1, max: 255 }),
      async (at, mask) => {
        const changed = Uint8Array.from(bytes)
        changed[at]! ^= mask
        const report = await verifyReceiptFile(changed, {
          trust: ledger.trust,
          trustSource: 'given',
          crypto,
        })
        expect(report.verdict).not.toBe('TOTAL_PASSED')
      },
    ),
    { numRuns: 500 },
  )
})

test('a receipt without a trust file is INDETERMINATE, one of another ledger fails', async () => {
  const receipt = receiptOf(ledger, 2)
  const unpinned = await verifyReceipt({ receipt, trust: null, trustSource: 'none', crypto })
  expect(unpinned.verdict).toBe('INDETERMINATE')
  expect(new Set(codes(unpinned))).toEqual(new Set(['TRUST_NOT_GIVEN']))
  const other = await exampleLedger(await testWorld(freshKeys(), world.origin, 'other'))
  expect((await alone(receipt, other.trust)).verdict).toBe('TOTAL_FAILED')
})
