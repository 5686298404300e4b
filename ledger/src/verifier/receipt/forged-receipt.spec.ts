import { fileSigner, keySigner } from '../../../node/index.ts'
import { CASE, exampleLedger } from '../../../test/example-ledger.ts'
import { restamp } from '../../../test/rewrite.ts'
import { TestLedger } from '../../../test/test-ledger.ts'
import { receiptOf } from '../../../test/test-receipt.ts'
import { crypto, freshKeys, START, testWorld, type World } from '../../../test/test-world.ts'
import { codes } from '../../../test/verify-bytes.ts'
import type { Receipt } from '../../receipt/receipt.ts'
import type { StampRecord } from '../../records/records.ts'
import { verifyReceipt } from './verify-receipt.ts'

const keys = freshKeys()
let world: World
let ledger: TestLedger
let whole: Receipt

beforeAll(async () => {
  world = await testWorld(keys)
  ledger = await exampleLedger(world)
  whole = receiptOf(ledger, 6)
})

const alone = (receipt: Receipt, trust = ledger.trust) =>
  verifyReceipt({ receipt, trust, trustSource: 'given', crypto })

const other = 'ab'.repeat(32)

test.each<[string, string, (receipt: Receipt) => Receipt]>([
  [
    'another revision than its entry',
    'RECEIPT_MISMATCH',
    (receipt) => ({ ...receipt, revision: receipt.revision + 1 }),
  ],
  [
    'another stream than its entry',
    'RECEIPT_MISMATCH',
    (receipt) => ({ ...receipt, stream: 'platform-erasures' }),
  ],
  [
    'a longer merge delay than the ledger promises',
    'RECEIPT_MISMATCH',
    (receipt) => ({ ...receipt, mergeDelay: receipt.mergeDelay * 60 }),
  ],
  [
    'another leaf in its batch',
    'INCLUSION_INVALID',
    ({ seal, ...receipt }) => ({
      ...receipt,
      seal: { ...seal!, inclusion: seal!.inclusion.with(0, other) },
    }),
  ],
  [
    'another leaf in the stamped checkpoint',
    'INCLUSION_INVALID',
    ({ stamp, ...receipt }) => ({
      ...receipt,
      stamp: { ...stamp!, inclusion: stamp!.inclusion.slice(1) },
    }),
  ],
  [
    'a key entry that no checkpoint holds',
    'INCLUSION_INVALID',
    ({ keys: [genesis], ...receipt }) => ({
      ...receipt,
      keys: [{ ...genesis!, inclusion: genesis!.inclusion.with(0, other) }],
    }),
  ],
  [
    'a genesis at another leaf',
    'GENESIS_MALFORMED',
    ({ keys: [genesis], ...receipt }) => ({ ...receipt, keys: [genesis!, genesis!] }),
  ],
])('T-10 a receipt that shows %s is refused: %s', async (_shown, code, forge) => {
  expect(codes(await alone(whole))).toEqual([])
  const report = await alone(forge(whole))
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual([code])
})

test('T-12 RE-06 tokens that exclude each other in time date no receipt', async () => {
  const last = ledger.stamps.length - 1
  const item = await restamp(ledger, last, world, { usage: 'tsa', shift: 7_200_000 })
  const { tokens } = JSON.parse(Buffer.from(item.bytes).toString()) as StampRecord
  const stamp = { ...whole.stamp!, tokens: [...whole.stamp!.tokens, ...tokens] }
  const report = await alone({ ...whole, stamp })
  expect(report.verdict).toBe('INDETERMINATE')
  expect(codes(report)).toEqual(['TOKENS_DISAGREE'])
})

test('T-08 RE-04 an entry recorded after the end of the seal certificate gives no receipt', async () => {
  const certificate = await world.pki.issue({
    usage: 'seal',
    commonName: 'Short seal',
    publicKey: keySigner(keys.seal).publicKey,
    notBefore: START - 1000,
    notAfter: START + 2000,
  })
  const own = await testWorld(keys, world.origin, 'short')
  const seal = fileSigner({ privateKeyPem: keys.seal, certificate })
  const short = await TestLedger.open({ ...own, seal, pki: world.pki })
  own.clock.now = START + 3000
  await short.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  await short.seal()
  await short.stamp()
  const report = await alone(receiptOf(short, 1), short.trust)
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['SEAL_CERTIFICATE_EXPIRED'])
})

test('T-05 RE-07 an entry anchored in a checkpoint that already holds its leaf was put together afterwards', async () => {
  const told = await TestLedger.open(world)
  await told.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  await told.seal()
  await told.stamp()
  const { note, path, tokens } = receiptOf(told, 1).stamp!
  const forged = await TestLedger.open(world)
  const { anchor } = told
  await forged.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { anchor })
  await forged.seal()
  await forged.stamp()
  const receipt = { ...receiptOf(forged, 1), anchor: { note, path, tokens } }
  const report = await alone(receipt, forged.trust)
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['ANCHOR_NOT_BEFORE_BATCH'])
})
