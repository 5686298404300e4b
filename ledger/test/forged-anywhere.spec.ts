import fc from 'fast-check'
import { noteSigner } from '../node/index.ts'
import type { Envelope } from '../src/entry/envelope.ts'
import type { Report } from '../src/report/report.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import { CASE, exampleLedger, OTHER_CASE } from './example-ledger.ts'
import { at } from './named.ts'
import { relinked, reencode, sealedInto } from './rewrite.ts'
import { base64url, TestLedger, type TestEntry } from './test-ledger.ts'
import { crypto, freshKeys, testWorld, type World } from './test-world.ts'
import { codes, verifyBytes } from './verify-bytes.ts'

const NEW_CASE = 'expertise-3f6b1d5e-92a4-4c1b-8a5d-77e0c1f2b3a4'
const keys = freshKeys()
let world: World
let ledger: TestLedger
/** The keys are the same, only the name is not. */
let stranger: TestLedger
/** Nine time-stamps, of which one dates no entry and is no entry's anchor. */
let long: TestLedger

beforeAll(async () => {
  world = await testWorld(keys)
  ledger = await exampleLedger(world)
  const origin = world.origin.replace('vectors', 'other')
  const note = noteSigner({ privateKeyPem: keys.note, name: origin })
  stranger = await exampleLedger({ ...world, origin, note })
  long = await longLedger(await testWorld(keys, world.origin, 'long'))
})

async function longLedger(own: World): Promise<TestLedger> {
  const told = await TestLedger.open(own)
  for (const streams of [
    [CASE, OTHER_CASE],
    [CASE],
    [],
    [],
    [OTHER_CASE, NEW_CASE],
    [CASE],
    [CASE],
  ]) {
    for (const stream of streams) await told.append(stream, 'CaseConsulted', { purpose: 'audit' })
    await told.seal()
    if (streams.length > 1) await told.seal()
    await told.stamp()
  }
  return told
}

const check = (items: readonly LedgerItem[]) => verifyBytes(ledger.export(items), ledger.trust)
const anywhere = () => fc.nat(ledger.items.length)
const someEntries = () => fc.subarray([...ledger.entries.keys()], { minLength: 1 })

/** Findings of one code, as what stands in their place. */
function placed(report: Report, code: string, what: 'batch' | 'stamp'): readonly unknown[] {
  return report.findings.filter((finding) => finding.code === code).map(({ place }) => place[what])
}

function codesAt(report: Report, { stream, revision }: Pick<TestEntry, 'stream' | 'revision'>) {
  return at(report, stream, revision).map(({ code }) => code)
}

/** What somebody with a key might have an entry say otherwise. */
const edits: Readonly<Record<string, (envelope: Envelope) => Envelope>> = {
  nothing: (envelope) => envelope,
  role: (envelope) => ({ ...envelope, actor: { ...envelope.actor, role: 'avocat' } }),
  instant: (envelope) => ({
    ...envelope,
    recordedAt: new Date(Date.parse(envelope.recordedAt) - 1).toISOString(),
  }),
  commitment: (envelope) => ({
    ...envelope,
    commitments: [{ field: 'title', digest: 'cd'.repeat(32) }],
  }),
}

const signers = ['seal', 'otherSeal'] as const

test('T-02 T-08 entries signed again, whichever and how many, are named with what follows them', async () => {
  const edit = fc.constantFrom(...Object.values(edits))
  await fc.assert(
    fc.asyncProperty(someEntries(), edit, fc.constantFrom(...signers), async (some, change, by) => {
      const items = ledger.items.slice()
      for (const entry of some.map((i) => ledger.entries[i]!)) {
        const der = await reencode(entry.der, world[by], change)
        items[placeOf(entry)] = { kind: 'entry', ...streamed(entry), der }
      }
      const report = await check(items)
      expect(report.verdict).toBe('TOTAL_FAILED')
      for (const entry of some.map((i) => ledger.entries[i]!)) {
        expect(codesAt(report, entry).includes('SEAL_KEY_NOT_IN_LEDGER')).toBe(by === 'otherSeal')
        const next = { stream: entry.stream, revision: entry.revision + 1 }
        const isFollowed = ledger.entries.some((other) => isAt(other, next))
        expect(codesAt(report, next).includes('CHAIN_BROKEN')).toBe(isFollowed)
      }
      expect(codes(report).includes('GENESIS_MISMATCH')).toBe(some.includes(0))
      expect(placed(report, 'ROOT_MISMATCH', 'batch')).toEqual([batchOf(some[0]!)])
      expect(placed(report, 'IMPRINT_MISMATCH', 'stamp')).toEqual([
        ...new Set(some.map((leaf) => stampOf(batchOf(leaf)))),
      ])
    }),
    { numRuns: 40 },
  )
})

/** An entry made with the seal key: like one of the ledger, or one that adds a key, anywhere in a stream. */
const forgedEntry = () =>
  fc.record({
    like: fc.nat(ledger.entries.length),
    stream: fc.constantFrom(CASE, OTHER_CASE, NEW_CASE, 'platform-keys'),
    revision: fc.nat(6),
    by: fc.constantFrom(...signers),
  })
type ForgedEntry = ReturnType<typeof forgedEntry> extends fc.Arbitrary<infer T> ? T : never

async function forge({ like, stream, revision, by }: ForgedEntry) {
  const addsKey = like === ledger.entries.length
  const certificate = base64url(world.otherSeal.certificate)
  const der = await reencode(ledger.entries[addsKey ? 0 : like]!.der, world[by], (envelope) => ({
    ...envelope,
    ...(addsKey ? { type: 'SealKeyAdded', data: { certificate } } : {}),
    stream,
    revision,
    previous: revision === 0 ? null : 'ab'.repeat(32),
  }))
  return { kind: 'entry', stream, revision, der } as const
}

test('T-05 entries inserted, whatever and wherever, have no room in any batch', async () => {
  const inserted = fc.array(fc.tuple(anywhere(), forgedEntry()), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(inserted, async (some) => {
      const forged = await Promise.all(some.map(async ([to, entry]) => [to, await forge(entry)]))
      const places = forged as [number, Awaited<ReturnType<typeof forge>>][]
      const report = await check(withInserted(places))
      const lastBatch = ledger.items.findLastIndex(({ kind }) => kind === 'batch')
      const sealedOver = places.filter(([to]) => to <= lastBatch)
      for (const [, entry] of sealedOver)
        expect(codesAt(report, entry)).toContain('ENTRY_NOT_LISTED')
      if (sealedOver.length > 0) expect(report.verdict).toBe('TOTAL_FAILED')
      else expect(report.verdict).not.toBe('TOTAL_PASSED')
      const [unsealed] = report.findings.filter(({ code }) => code === 'NOT_SEALED')
      const isOneOf = places.some(
        ([, { stream, revision }]) =>
          unsealed?.place.stream === stream && unsealed.place.revision === revision,
      )
      expect(isOneOf).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('T-05 T-02 an entry sealed into any batch after the fact, with both keys, is not what was time-stamped', async () => {
  const batch = () => fc.integer({ min: 1, max: ledger.batches.length - 1 })
  await fc.assert(
    fc.asyncProperty(batch(), forgedEntry(), async (into, like) => {
      const entry = await forge({ ...like, by: 'seal' })
      const report = await check(await sealedInto(ledger, into, entry, world))
      expect(report.verdict).toBe('TOTAL_FAILED')
      expect(placed(report, 'ROOT_MISMATCH', 'batch')).not.toContain(into)
      expect(placed(report, 'IMPRINT_MISMATCH', 'stamp')).toEqual([stampOf(into)])
      const isLast = into === ledger.batches.length - 1
      expect(placed(report, 'BATCH_GAP', 'batch').includes(into + 1)).toBe(!isLast)
    }),
    { numRuns: 30 },
  )
})

test('T-20 whichever and however many time-stamps are stripped, what they proved is named', async () => {
  const some = fc.subarray([...long.stamps.keys()], { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(some, async (stripped) => {
      const kept = keptStamps(stripped)
      const report = await checkStamps(kept)
      expect(report.verdict).toBe(isTail(stripped) ? 'INDETERMINATE' : 'TOTAL_FAILED')
      expect(unknownAnchors(report)).toEqual(anchoredTo(stripped))
      const gaps = kept.map(({ record }) => record.stamp).filter((i) => stripped.includes(i - 1))
      expect(placed(report, 'STAMP_GAP', 'stamp')).toEqual(gaps)
      expect(placed(report, 'NOT_STAMPED', 'batch')).toEqual(openFrom(kept))
    }),
    { numRuns: 40 },
  )
})

test('T-20 stripped and all later records rewritten, only time-stamps that dated nothing are not missed', async () => {
  const some = fc.subarray([...long.stamps.keys()], { minLength: 1 })
  await fc.assert(
    fc.asyncProperty(some, async (stripped) => {
      const kept = keptStamps(stripped)
      const report = await checkStamps(relinked(kept))
      expect(unknownAnchors(report)).toEqual(anchoredTo(stripped))
      const wider = kept.flatMap(({ record }, i) => {
        const before = kept[i - 1]?.record.stamp ?? -1
        const between = stripped.filter((n) => n > before && n < record.stamp)
        return between.every(isSilent) ? [] : [i]
      })
      expect(placed(report, 'IMPRINT_MISMATCH', 'stamp')).toEqual(wider)
      const open = openFrom(kept)
      expect(placed(report, 'NOT_STAMPED', 'batch')).toEqual(open)
      const isFailed = wider.length + anchoredTo(stripped).length > 0
      const isOpen = open.length > 0
      expect(report.verdict).toBe(
        isFailed ? 'TOTAL_FAILED' : isOpen ? 'INDETERMINATE' : 'TOTAL_PASSED',
      )
    }),
    { numRuns: 40 },
  )
})

test('T-19 whatever of another ledger is moved in, wherever and however much, is named', async () => {
  const moved = fc.array(fc.tuple(anywhere(), fc.nat(stranger.items.length - 1), fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(moved, async (some) => {
      const foreign = some.map(([to, from, takesPlace]) => {
        const item = stranger.items[from]!
        const there = ledger.items[to]
        const isRelabelled = takesPlace && item.kind === 'entry' && there?.kind === 'entry'
        return [to, isRelabelled ? { ...item, ...streamed(there) } : item] as const
      })
      const report = await check(withInserted(foreign))
      expect(report.verdict).toBe('TOTAL_FAILED')
      for (const [, item] of foreign) expect(originCodes(report, item)).toContain('ORIGIN_MISMATCH')
    }),
    { numRuns: 40 },
  )
  const whole = await verifyBytes(stranger.export(), ledger.trust)
  expect(codes(whole)).toContain('ORIGIN_MISMATCH')
  expect(whole.verdict).toBe('TOTAL_FAILED')
})

/** The codes at the place that an item says it has. */
function originCodes(report: Report, item: LedgerItem): readonly string[] {
  if (item.kind === 'entry') return codesAt(report, item)
  if (item.kind !== 'batch' && item.kind !== 'stamp') return []
  const record = JSON.parse(new TextDecoder().decode(item.bytes)) as Record<string, unknown>
  const { kind } = item
  return report.findings
    .filter(({ place }) => place[kind] === record[kind] && Object.keys(place).length <= 2)
    .map(({ code }) => code)
}

function withInserted(places: readonly (readonly [number, LedgerItem])[]): readonly LedgerItem[] {
  const before = (i: number) => places.flatMap(([to, item]) => (to === i ? [item] : []))
  return [
    ...ledger.items.flatMap((item, i) => [...before(i), item]),
    ...before(ledger.items.length),
  ]
}

function keptStamps(stripped: readonly number[]) {
  return long.stamps.filter((_, i) => !stripped.includes(i))
}

/** Verifies the long ledger with these stamps alone, each where its run ends. */
function checkStamps(stamps: typeof long.stamps): Promise<Report> {
  const ofRun = new Map(stamps.map(({ record, bytes }) => [record.lastBatch, bytes]))
  let batch = -1
  const items = long.items.flatMap((item): LedgerItem[] => {
    if (item.kind === 'batch') batch++
    if (item.kind !== 'stamp') return [item]
    const bytes = ofRun.get(batch)
    return bytes === undefined ? [] : [{ ...item, bytes }]
  })
  return verifyBytes(long.export(items), long.trust)
}

/** Whether only the last time-stamp is gone, whose token nobody could name yet. */
function isTail(stripped: readonly number[]): boolean {
  return stripped.length === 1 && stripped[0] === long.stamps.length - 1
}

/** Whether no entry lies in the run of this time-stamp. */
function isSilent(stamp: number): boolean {
  const { firstBatch, lastBatch } = long.stamps[stamp]!.record
  return long.batches.slice(firstBatch, lastBatch + 1).every(({ record }) => record.count === 0)
}

/** The first batch without a time-stamp, when the end has none. */
function openFrom(kept: typeof long.stamps): readonly number[] {
  const open = (kept.at(-1)?.record.lastBatch ?? -1) + 1
  return open < long.batches.length ? [open] : []
}

function anchoredTo(stamps: readonly number[]) {
  const tokens = stamps.map((i) => {
    const [token] = long.stamps[i]!.record.tokens
    return crypto.digest('sha-256', Uint8Array.fromBase64(token!.token)).toHex()
  })
  const names = ({ envelope: { anchor } }: TestEntry) => tokens.includes(anchor?.token ?? '')
  return long.entries.filter(names).map(streamed)
}

function unknownAnchors(report: Report) {
  const unknown = report.findings.filter(({ code }) => code === 'ANCHOR_UNKNOWN')
  return unknown.map(({ place: { stream, revision } }) => ({ stream, revision }))
}

function streamed({ stream, revision }: Pick<TestEntry, 'stream' | 'revision'>) {
  return { stream, revision }
}

function isAt(entry: TestEntry, { stream, revision }: Pick<TestEntry, 'stream' | 'revision'>) {
  return entry.stream === stream && entry.revision === revision
}

/** Index in the items of the ledger. */
function placeOf(entry: TestEntry): number {
  return ledger.items.findIndex((item) => item.kind === 'entry' && item.der === entry.der)
}

function batchOf(leaf: number): number {
  return ledger.batches.findIndex(({ record }) => leaf < record.first + record.count)
}

function stampOf(batch: number): number {
  return ledger.stamps.findIndex(({ record }) => batch <= record.lastBatch)
}
