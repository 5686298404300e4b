import { CASE, exampleLedger, OTHER_CASE } from '../../test/example-ledger.ts'
import { TestLedger } from '../../test/test-ledger.ts'
import { crypto, freshKeys, testWorld, type World } from '../../test/test-world.ts'
import { codes, verifyBytes } from '../../test/verify-bytes.ts'
import { encodeRecord, recordHash } from '../records/encode-record.ts'
import { CLOSED_VERSION, type ClosingRecord } from '../records/records.ts'
import type { Report } from '../report/report.ts'
import type { LedgerItem } from '../source/ledger-source.ts'
import type { VerifyOptions } from './verify-options.ts'
import { verify } from './verify.ts'

const keys = freshKeys()
let world: World
let ledger: TestLedger

beforeAll(async () => {
  world = await testWorld(keys)
  ledger = await exampleLedger(world)
})

/** As a store would hand it out. */
function verifyFolder(
  items: readonly LedgerItem[],
  options: Partial<VerifyOptions> = {},
  head?: string,
): Promise<Report> {
  const source = {
    kind: 'data-folder' as const,
    ...(head === undefined ? {} : { head }),
    items: async function* () {
      for (let at = 0; at < items.length; at += 3) yield items.slice(at, at + 3)
    },
  }
  return verify({ source, trust: ledger.trust, trustSource: 'given', crypto, ...options })
}

test('RP-07 a whole ledger passes, and the report says what it did not check', async () => {
  const report = await verifyBytes(ledger.export(), ledger.trust)
  expect(report.findings).toEqual([])
  expect(report.verdict).toBe('TOTAL_PASSED')
  expect(report).toMatchObject({ entries: 8, batches: 5, stamps: 3, findingsLeftOut: 0 })
  expect(report.checks.every(({ verdict }) => verdict === 'PASSED')).toBe(true)
  expect(report.unchecked.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['LATER_ENTRIES', 'OPENINGS', 'DOCUMENTS', 'WITNESSES']),
  )
})

test('RP-10 the report of a development ledger says that it proves nothing', async () => {
  const report = await verifyBytes(ledger.export(), ledger.trust)
  expect(report.summary).toMatch(/^Development ledger, proves nothing\./)
})

test('TF-03 the report lists the fingerprints of what was trusted', async () => {
  const { trust } = await verifyBytes(ledger.export(), ledger.trust)
  expect(trust.source).toBe('given')
  expect(trust.fingerprints).toContainEqual({
    what: 'genesis entry',
    sha256: ledger.entries[0]!.hash,
  })
})

test('a data folder passes as its export does, and reports what is not sealed yet', async () => {
  expect((await verifyFolder(ledger.items)).verdict).toBe('TOTAL_PASSED')
  const growing = await exampleLedger(await testWorld(keys, world.origin, 'growing'))
  const pending = await growing.append(CASE, 'CaseConsulted', { purpose: 'audit' })
  const report = await verifyFolder(growing.items, { trust: growing.trust })
  expect([report.verdict, codes(report)]).toEqual(['INDETERMINATE', ['NOT_SEALED']])
  expect(report.findings[0]!.place).toEqual({ stream: CASE, revision: pending.revision })
})

test('T-03 a data folder behind its head.note fails', async () => {
  const { note } = ledger.batches.at(-1)!.record
  expect((await verifyFolder(ledger.items, {}, note)).verdict).toBe('TOTAL_PASSED')
  const cut = ledger.items.slice(0, ledger.items.length - 6)
  const report = await verifyFolder(cut, {}, note)
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toContain('LEDGER_BEHIND')
})

test('T-17 bytes that the store cannot hand out are named where they stand', async () => {
  const i = ledger.items.findIndex((item) => item.kind === 'entry' && item.stream === OTHER_CASE)
  const broken = {
    kind: 'broken',
    code: 'ENTRY_UNREADABLE',
    message: 'disk',
    stream: OTHER_CASE,
    revision: 0,
  } as const
  const report = await verifyFolder(ledger.items.with(i, broken))
  expect(report.verdict).toBe('TOTAL_FAILED')
  const named = report.findings.filter(
    ({ place }) => place.stream === OTHER_CASE && place.revision === 0,
  )
  expect(named.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['ENTRY_UNREADABLE', 'ENTRY_MISSING']),
  )
})

test('RP-01 RP-09 an unknown type is INDETERMINATE, and the tree is checked all the same', async () => {
  const future = await TestLedger.open(await testWorld(keys, world.origin, 'future'))
  await future.append(CASE, 'CaseTeleported', { anything: 1 })
  await future.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { typeVersion: 99 })
  await future.seal()
  await future.stamp()
  const report = await verifyBytes(future.export(), future.trust)
  expect([report.verdict, codes(report)]).toEqual([
    'INDETERMINATE',
    ['UNKNOWN_TYPE', 'UNKNOWN_TYPE'],
  ])
  const cut = future.items.filter((item) => item.kind !== 'entry' || item.revision !== 1)
  expect((await verifyBytes(future.export(cut), future.trust)).verdict).toBe('TOTAL_FAILED')
})

test('data that does not fit its type fails', async () => {
  const odd = await TestLedger.open(await testWorld(keys, world.origin, 'odd'))
  await odd.append(CASE, 'CaseConsulted', { purpose: 'audit', extra: 1 })
  await odd.seal()
  await odd.stamp()
  const report = await verifyBytes(odd.export(), odd.trust)
  expect([report.verdict, codes(report)]).toEqual(['TOTAL_FAILED', ['DATA_MALFORMED']])
})

test('T-07 a request recorded twice fails, its own entries in one append do not', async () => {
  const own = await TestLedger.open(await testWorld(keys, world.origin, 'requests'))
  const request = { key: 'ab'.repeat(32), body: 'cd'.repeat(32) }
  await own.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { request })
  await own.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { request })
  await own.append(OTHER_CASE, 'CaseConsulted', { purpose: 'audit' }, { request })
  await own.seal()
  await own.stamp()
  expect((await verifyBytes(own.export(), own.trust)).verdict).toBe('TOTAL_PASSED')
  await own.append(CASE, 'CaseConsulted', { purpose: 'support' })
  await own.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { request })
  await own.seal()
  await own.stamp()
  const report = await verifyBytes(own.export(), own.trust)
  expect([report.verdict, codes(report)]).toEqual(['TOTAL_FAILED', ['REQUEST_REPEATED']])
  expect(report.findings[0]!.place).toMatchObject({ stream: CASE, revision: 3 })
})

test.each<[string, (own: TestLedger) => Promise<unknown>, string]>([
  [
    'anchor left out',
    (own) => own.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { anchor: null }),
    'ANCHOR_MISSING',
  ],
  [
    'anchor made up',
    (own) =>
      own.append(
        CASE,
        'CaseConsulted',
        { purpose: 'audit' },
        { anchor: { ...own.anchor!, token: 'ab'.repeat(32) } },
      ),
    'ANCHOR_UNKNOWN',
  ],
  [
    'anchor over another root',
    (own) =>
      own.append(
        CASE,
        'CaseConsulted',
        { purpose: 'audit' },
        { anchor: { ...own.anchor!, root: 'ab'.repeat(32) } },
      ),
    'ANCHOR_UNKNOWN',
  ],
  [
    'previous of another entry',
    async (own) => {
      await own.append(CASE, 'CaseConsulted', { purpose: 'audit' })
      await own.append(CASE, 'CaseConsulted', { purpose: 'audit' }, { previous: 'ab'.repeat(32) })
    },
    'CHAIN_BROKEN',
  ],
  [
    'a revision skipped',
    (own) =>
      own.append(
        CASE,
        'CaseConsulted',
        { purpose: 'audit' },
        { revision: 1, previous: 'ab'.repeat(32) },
      ),
    'REVISION_GAP',
  ],
])(
  'T-05 E-13 an entry signed with its %s fails even when sealed and stamped',
  async (_name, append, code) => {
    const own = await TestLedger.open(await testWorld(keys, world.origin, 'signed'))
    await append(own)
    await own.seal()
    await own.stamp()
    const report = await verifyBytes(own.export(), own.trust)
    expect(report.verdict).toBe('TOTAL_FAILED')
    expect(codes(report)).toContain(code)
  },
)

test('TF-04 TF-05 another profile, checkpoint key or seal root than the trust file says fails', async () => {
  const other = await testWorld(freshKeys(), world.origin)
  const stranger = await TestLedger.open(other)
  const bytes = ledger.export()
  const profile = await verifyBytes(bytes, { ...ledger.trust, profile: 'production' })
  expect([profile.verdict, codes(profile)]).toEqual(['TOTAL_FAILED', ['PROFILE_MISMATCH']])
  const key = await verifyBytes(bytes, {
    ...ledger.trust,
    checkpointKey: stranger.trust.checkpointKey,
  })
  expect(new Set(codes(key))).toEqual(
    new Set(['CHECKPOINT_KEY_MISMATCH', 'CHECKPOINT_SIGNATURE_INVALID']),
  )
  const seal = await verifyBytes(bytes, { ...ledger.trust, sealRoots: stranger.trust.sealRoots })
  expect(codes(seal)).toEqual(['SEAL_CERTIFICATE_UNTRUSTED'])
  const tsa = await verifyBytes(bytes, { ...ledger.trust, tsaRoots: stranger.trust.tsaRoots })
  expect(codes(tsa)).toContain('TOKEN_CHAIN_UNTRUSTED')
  expect(tsa.verdict).toBe('TOTAL_FAILED')
})

test('TF-07 E-41 a development certificate in a ledger that calls itself production fails', async () => {
  const origin = `registre.example.fr/expertises/${'0'.repeat(32)}`
  const own = await TestLedger.open(await testWorld(keys, origin), 'production')
  const report = await verifyBytes(own.export(), own.trust)
  expect(report.verdict).toBe('TOTAL_FAILED')
  const found = report.findings.filter(({ code }) => code === 'DEVELOPMENT_CERTIFICATE')
  expect(found.map(({ check }) => check).sort()).toEqual(['signature', 'token'])
  expect(report.summary).not.toContain('Development ledger')
})

describe('a store that the ledger left', () => {
  const closingOf = (changes: Partial<ClosingRecord> = {}): LedgerItem => {
    const { record, bytes } = ledger.batches.at(-1)!
    const closing: ClosingRecord = {
      v: CLOSED_VERSION,
      origin: record.origin,
      algorithms: record.algorithms,
      size: record.first + record.count,
      closedAt: '2027-02-01T19:04:11.020Z',
      previous: recordHash(bytes, crypto),
      ...changes,
    }
    return { kind: 'closing', bytes: encodeRecord(closing), revision: ledger.batches.length }
  }

  test('RC-11 passes, with a warning that what came later is elsewhere', async () => {
    const report = await verifyFolder([...ledger.items, closingOf()])
    expect(report.verdict).toBe('TOTAL_PASSED')
    expect(report.findings).toMatchObject([
      { code: 'LEDGER_CLOSED', indication: 'WARNING', place: { batch: 5 } },
    ])
  })

  test.each<[string, Partial<ClosingRecord>, string]>([
    ['names another batch', { previous: 'ab'.repeat(32) }, 'CLOSING_MISPLACED'],
    ['names another size', { size: 3 }, 'CLOSING_MISPLACED'],
    [
      'is of another ledger',
      { origin: 'development.invalid/vectors/ffffffffffffffffffffffffffffffff' },
      'ORIGIN_MISMATCH',
    ],
  ])('RC-09 a closing record that %s fails', async (_name, changes, code) => {
    const report = await verifyFolder([...ledger.items, closingOf(changes)])
    expect(report.verdict).toBe('TOTAL_FAILED')
    expect(codes(report)).toContain(code)
  })

  test('RC-09 a second closing record, one before a batch, and one that cannot be read fail', async () => {
    const end = closingOf() as LedgerItem & { kind: 'closing' }
    const twice = await verifyFolder([...ledger.items, end, end])
    expect(codes(twice)).toEqual(['CLOSING_MISPLACED', 'LEDGER_CLOSED'])
    const last = ledger.items.findLastIndex(({ kind }) => kind === 'batch')
    const early = await verifyFolder(ledger.items.toSpliced(last, 0, end))
    expect(codes(early)).toEqual(
      expect.arrayContaining(['BATCH_AFTER_CLOSING', 'CLOSING_MISPLACED']),
    )
    const cut = await verifyFolder([...ledger.items, { ...end, bytes: end.bytes.subarray(1) }])
    expect(codes(cut)).toEqual(['CLOSING_MALFORMED'])
    expect(cut.verdict).toBe('TOTAL_FAILED')
  })
})
