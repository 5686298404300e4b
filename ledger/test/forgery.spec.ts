import type { BatchRecord } from '../src/records/records.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import { CASE, exampleLedger } from './example-ledger.ts'
import { at } from './named.ts'
import { restamp, withRecord } from './rewrite.ts'
import { exportOf, TestLedger } from './test-ledger.ts'
import { freshKeys, testWorld, type World } from './test-world.ts'
import { codes, verifyBytes } from './verify-bytes.ts'

const keys = freshKeys()
let world: World
let ledger: TestLedger
let bytes: Uint8Array
let lines: readonly string[]

beforeAll(async () => {
  world = await testWorld(keys)
  ledger = await exampleLedger(world)
  bytes = ledger.export()
  lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1)
})

const check = (items: readonly LedgerItem[]) => verifyBytes(ledger.export(items), ledger.trust)
const isEntry = (item: LedgerItem) => item.kind === 'entry'

/** Places of entries in the item list. */
const entryPlaces = () => ledger.items.flatMap((item, i) => (isEntry(item) ? [i] : []))

test('T-02 a whole ledger rebuilt with the stolen seal and checkpoint keys has another genesis', async () => {
  const forged = await exampleLedger(await testWorld(keys, world.origin, 'forger'))
  const report = await verifyBytes(forged.export(), ledger.trust)
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toContain('GENESIS_MISMATCH')
})

test('T-08 a key that an entry adds is valid after that entry and not before', async () => {
  const own = await testWorld(keys, world.origin, 'rotation')
  const rotated = await TestLedger.open(own)
  const certificate = own.otherSeal.certificate.toBase64({
    alphabet: 'base64url',
    omitPadding: true,
  })
  await rotated.append('platform-keys', 'SealKeyAdded', { certificate })
  rotated.signer = own.otherSeal
  await rotated.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  await rotated.seal()
  await rotated.stamp()
  expect((await verifyBytes(rotated.export(), rotated.trust)).verdict).toBe('TOTAL_PASSED')

  const early = await TestLedger.open(own)
  early.signer = own.otherSeal
  await early.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  early.signer = own.seal
  await early.append('platform-keys', 'SealKeyAdded', { certificate })
  await early.seal()
  await early.stamp()
  const report = await verifyBytes(early.export(), early.trust)
  expect(codes(report)).toEqual(['SEAL_KEY_NOT_IN_LEDGER'])
  expect(report.verdict).toBe('TOTAL_FAILED')
})

test('T-05 T-13 an entry whose clock says another time than its bracket does not pass', async () => {
  const own = await testWorld(keys, world.origin, 'clock')
  const late = await TestLedger.open(own)
  const recordedAt = new Date(own.clock.now - 3_600_000).toISOString()
  await late.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { recordedAt })
  await late.seal()
  await late.stamp()
  const report = await verifyBytes(late.export(), late.trust)
  expect(report.verdict).toBe('INDETERMINATE')
  expect(at(report, CASE, 0).map(({ code }) => code)).toEqual(['RECORDED_OUTSIDE_BRACKET'])
})

test('T-13 RP-05 a fact declared in the past is no finding, one observed outside the bracket is', async () => {
  const own = await testWorld(keys, world.origin, 'facts')
  const told = await TestLedger.open(own)
  const at0 = new Date(own.clock.now - 86_400_000).toISOString()
  await told.append(
    CASE,
    'CaseConsulted',
    { purpose: 'audit' },
    { occurredAt: { at: at0, basis: 'declared' } },
  )
  await told.append(
    CASE,
    'CaseConsulted',
    { purpose: 'audit' },
    { occurredAt: { at: at0, basis: 'observed' } },
  )
  await told.seal()
  await told.stamp()
  const report = await verifyBytes(told.export(), told.trust)
  expect(codes(report)).toEqual(['OCCURRED_OUTSIDE_BRACKET'])
  expect(report.findings[0]!.place).toMatchObject({ stream: CASE, revision: 1 })
})

test('T-04 a batch record deleted, or two exchanged, breaks the chain of records there', async () => {
  const places = ledger.items.flatMap(({ kind }, i) => (kind === 'batch' ? [i] : []))
  const without = await check(ledger.items.toSpliced(places[2]!, 1))
  expect(without.verdict).toBe('TOTAL_FAILED')
  expect(without.findings.find(({ code }) => code === 'BATCH_GAP')?.place.batch).toBe(3)
  const one = ledger.items[places[3]!]!
  const other = ledger.items[places[4]!]!
  const swapped = await check(ledger.items.with(places[3]!, other).with(places[4]!, one))
  expect(swapped.verdict).toBe('TOTAL_FAILED')
})

test('T-10 RC-05 a batch record with another note signed by the checkpoint key fails at its batch', async () => {
  const i = ledger.items.findIndex(
    (item) => item.kind === 'batch' && item.bytes === ledger.batches[2]!.bytes,
  )
  const item = await withRecord(ledger, 2, world, (record: BatchRecord) => record, 'ab'.repeat(32))
  const report = await check(ledger.items.with(i, item))
  expect(report.verdict).toBe('TOTAL_FAILED')
  const finding = report.findings.find(({ code }) => code === 'ROOT_MISMATCH')
  expect(finding?.place.batch).toBe(2)
})

test('T-11 a second sealer that goes on from the same batch shows at that batch', async () => {
  const own = await testWorld(keys, world.origin, 'sealers')
  const forked = await TestLedger.open(own)
  await forked.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  await forked.seal()
  const again = await withRecord(forked, 1, own, (record) => record, 'cd'.repeat(32))
  await forked.stamp()
  const i = forked.items.findLastIndex(({ kind }) => kind === 'batch')
  const report = await verifyBytes(
    forked.export(forked.items.toSpliced(i + 1, 0, again)),
    forked.trust,
  )
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(report.findings.filter(({ place }) => place.batch === 1).map(({ code }) => code)).toEqual(
    expect.arrayContaining(['BATCH_GAP', 'BATCH_OVERLAP']),
  )
})

test('T-10 two histories under one origin show as soon as one reader brings a checkpoint of the other', async () => {
  const other = await TestLedger.open(world)
  const report = await verifyBytes(ledger.export(), ledger.trust, {
    against: { kind: 'checkpoint', note: other.batches[0]!.record.note },
  })
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['CHECKPOINT_MISMATCH'])
})

test('T-09 TF-06 a token by a certificate that is no authority, imprint and nonce right, is refused', async () => {
  const item = await restamp(ledger, 1, world, { usage: 'seal' })
  const i = ledger.items.findIndex(({ kind }, n) => kind === 'stamp' && n > 5)
  const report = await check(ledger.items.with(i, item))
  expect(report.verdict).toBe('TOTAL_FAILED')
  const problems = report.findings.filter(({ place }) => place.stamp === 1).map(({ code }) => code)
  expect(problems).toEqual(
    expect.arrayContaining(['TOKEN_EKU_MISSING', 'TOKEN_CERTIFICATE_NOT_PINNED']),
  )
})

test('T-12 a token from before the run it follows is not believed', async () => {
  const item = await restamp(ledger, 1, world, { usage: 'tsa', shift: -7_200_000 })
  const i = ledger.items.findIndex(({ kind }, n) => kind === 'stamp' && n > 5)
  const report = await check(ledger.items.with(i, item))
  expect(report.verdict).not.toBe('TOTAL_PASSED')
  expect(codes(report)).toContain('TOKEN_TIME_WENT_BACK')
})

test('T-14 two sibling hashes passed off as an entry are no entry', async () => {
  const item = ledger.items[entryPlaces()[1]!] as LedgerItem & { kind: 'entry' }
  const pair = ledger.items.filter(isEntry).slice(1, 3) as (LedgerItem & { kind: 'entry' })[]
  const digests = await Promise.all(
    pair.map(({ der }) => globalThis.crypto.subtle.digest('SHA-256', der as BufferSource)),
  )
  const fake = Buffer.concat(digests.map((digest) => new Uint8Array(digest)))
  expect(fake.length).toBe(64)
  const report = await check(ledger.items.with(entryPlaces()[1]!, { ...item, der: fake }))
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(at(report, item.stream, item.revision).map(({ code }) => code)).toContain(
    'ENTRY_MALFORMED',
  )
})

test('T-15 every other spelling of a line is refused at its line', async () => {
  const spellings: [string, (line: string) => string][] = [
    ['a space', (line) => line.replace(',"kind"', ', "kind"')],
    ['a carriage return', (line) => `${line}\r`],
    [
      'members in another order',
      (line) => line.replace(/^(\{)(.*),("stream":"[^"]*")\}$/, '$1$3,$2}'),
    ],
    [
      'a duplicate member',
      (line) => line.replace('"kind":"entry"', '"kind":"entry","kind":"entry"'),
    ],
    ['an escaped letter', (line) => line.replace('"kind":"entry"', '"kind":"\\u0065ntry"')],
    ['base64 without padding', (line) => line.replace(/.=*"/, '"')],
    ['base64 with white space', (line) => line.replace('"der":"', '"der":" ')],
    ['base64url', (line) => line.replaceAll('/', '_')],
    ['a revision with a leading zero', (line) => line.replace(/"revision":(\d)/, '"revision":0$1')],
    ['an unknown member', (line) => line.replace('"kind":', '"extra":1,"kind":')],
    ['a byte order mark', (line) => `\ufeff${line}`],
  ]
  const n = lines.findIndex((line) => line.startsWith('{"der"') && line.includes(CASE))
  for (const [name, spell] of spellings) {
    const other = spell(lines[n]!)
    expect([name, other === lines[n]]).toEqual([name, false])
    const report = await verifyBytes(
      Buffer.from(`${lines.with(n, other).join('\n')}\n`),
      ledger.trust,
    )
    expect([name, report.verdict]).toEqual([name, 'TOTAL_FAILED'])
    const broken = report.findings.filter(({ place }) => place.line === n + 1)
    expect([name, broken.map(({ code }) => code)]).toEqual([name, ['LINE_MALFORMED']])
  }
})

test('T-16 E-33 an erasure is itself an entry: leaf and proofs stay', async () => {
  const own = await testWorld(keys, world.origin, 'erasure')
  const erased = await TestLedger.open(own)
  const commitment = { field: 'title', digest: 'cd'.repeat(32) }
  await erased.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { commitments: [commitment] })
  await erased.append('platform-erasures', 'OpeningsErased', {
    commitments: [commitment.digest],
    basis: 'gdpr-17',
  })
  await erased.seal()
  await erased.stamp()
  const report = await verifyBytes(erased.export(), erased.trust)
  expect(report.verdict).toBe('TOTAL_PASSED')
  expect(report.unchecked.find(({ what }) => what === 'ERASED')?.reason).toMatch(/^1 commitments /)
  const hidden = erased.items.filter(
    (item) => item.kind !== 'entry' || item.stream !== 'platform-erasures',
  )
  expect((await verifyBytes(erased.export(hidden), erased.trust)).verdict).toBe('TOTAL_FAILED')
})

test('RP-03 without a trust file nothing passes, and broken form, chain or tree fails all the same', async () => {
  const whole = await verifyBytes(bytes, null)
  expect(whole.verdict).toBe('INDETERMINATE')
  expect(new Set(codes(whole))).toEqual(new Set(['TRUST_NOT_GIVEN']))
  const broken = await verifyBytes(ledger.export(ledger.items.toSpliced(3, 1)), null)
  expect(broken.verdict).toBe('TOTAL_FAILED')
})

test('an empty file, an empty ledger and a ledger without trust never pass', async () => {
  expect((await verifyBytes(new Uint8Array(0), ledger.trust)).verdict).toBe('TOTAL_FAILED')
  const empty = exportOf(world.origin, ledger.entries[0]!.hash, [])
  expect((await verifyBytes(empty, ledger.trust)).verdict).toBe('TOTAL_FAILED')
  expect((await verifyBytes(empty, null)).verdict).toBe('INDETERMINATE')
})
