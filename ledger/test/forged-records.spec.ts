import { signCheckpoint } from '../src/checkpoint/sign-checkpoint.ts'
import type { StampToken } from '../src/records/records.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import { CASE, exampleLedger } from './example-ledger.ts'
import { withStamp } from './rewrite.ts'
import { exportOf, type TestEntry, TestLedger } from './test-ledger.ts'
import { crypto, freshKeys, testWorld, type World } from './test-world.ts'
import { codes, verifyBytes } from './verify-bytes.ts'

const keys = freshKeys()
let world: World
let ledger: TestLedger
/** The last of its stream: no record is written after it. */
let last: number

beforeAll(async () => {
  world = await testWorld(keys)
  ledger = await exampleLedger(world)
  last = ledger.stamps.length - 1
})

const check = (items: readonly LedgerItem[]) => verifyBytes(ledger.export(items), ledger.trust)

/** The items with the token of the last stamping record edited. */
const withToken = (edit: (token: StampToken) => StampToken) =>
  withStamp(ledger, last, (record) => ({ ...record, tokens: record.tokens.map(edit) }))

test.each([1, 3])(
  'T-10 RC-05 a note over other leaves than its batch ends at, signed and stamped, is named: %s batches in',
  async (batches) => {
    const own = await TestLedger.open(await testWorld(keys, world.origin, 'sizes'))
    for (let i = 1; i < batches; i++) await own.seal()
    await own.append(CASE, 'CaseConsulted', { purpose: 'audit' })
    const { size, root } = { size: 7, root: new Uint8Array(32).fill(7) }
    const note = await signCheckpoint({ origin: own.world.origin, size, root }, world.note, crypto)
    await own.seal({ note })
    await own.stamp()
    const report = await verifyBytes(own.export(), own.trust)
    expect(report.verdict).toBe('TOTAL_FAILED')
    expect(codes(report)).toEqual(['CHECKPOINT_SIZE_MISMATCH'])
    expect(report.findings[0]!.place.batch).toBe(batches)
  },
)

test('T-09 RC-08 a token of an authority that neither trust file nor ledger names is refused', async () => {
  const report = await check(withToken((token) => ({ ...token, tsa: 'stranger' })))
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['TSA_NOT_TRUSTED', 'NOT_STAMPED'])
  expect(report.findings[0]!.place.stamp).toBe(last)
})

test('T-20 TS-05 a token stripped of what tells of revocation is not refused and does not pass', async () => {
  const report = await check(withToken((token) => ({ ...token, crls: [] })))
  expect(report.verdict).toBe('INDETERMINATE')
  expect(codes(report)).toEqual(['TOKEN_REVOCATION_UNKNOWN'])
  expect(report.findings[0]!.place.stamp).toBe(last)
})

test.each(['token', 'chain', 'crls', 'ocsps'] as const)(
  'T-15 base64 with stray bits in %s of a time-stamp is refused, whatever it holds',
  async (member) => {
    const stray = 'AB=='
    const report = await check(
      withToken((token) => ({ ...token, [member]: member === 'token' ? stray : [stray] })),
    )
    expect(report.verdict).toBe('TOTAL_FAILED')
    expect(codes(report)).toEqual(['TOKEN_INVALID', 'NOT_STAMPED'])
    expect(report.findings[0]!.place.stamp).toBe(last)
  },
)

test('T-02 a ledger whose genesis says less than a genesis must is no ledger', async () => {
  const { own, trust } = await unopened()
  await own.append('platform-keys', 'LedgerOpened', { profile: 'development' })
  await own.seal()
  await own.stamp()
  const report = await verifyBytes(own.export(), trust(own.entries[0]!))
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['GENESIS_MALFORMED', 'DATA_MALFORMED', 'SEAL_KEY_NOT_IN_LEDGER'])
  expect(report.findings[0]!.place).toMatchObject({ stream: 'platform-keys', revision: 0, leaf: 0 })
})

test('T-05 an entry sealed before the genesis entry is not of the ledger', async () => {
  const { own, trust } = await unopened()
  await own.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  const genesis = await own.append('platform-keys', 'LedgerOpened', own.genesis())
  await own.seal()
  await own.stamp()
  const bytes = exportOf(world.origin, genesis.hash, own.items)
  const report = await verifyBytes(bytes, trust(genesis))
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['SEAL_KEY_NOT_IN_LEDGER', 'GENESIS_MALFORMED'])
  expect(report.findings[1]!.place).toMatchObject({ stream: 'platform-keys', revision: 0, leaf: 1 })
})

/** A ledger without any entry yet, and who is to be believed in one of its keys. */
async function unopened() {
  const own = new TestLedger(await testWorld(keys, world.origin, 'unopened'))
  const { trust: opened } = await TestLedger.open(own.world)
  return { own, trust: ({ hash }: TestEntry) => ({ ...opened, genesis: hash }) }
}
