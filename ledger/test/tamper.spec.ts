import fc from 'fast-check'
import type { Report } from '../src/report/report.ts'
import type { LedgerItem } from '../src/source/ledger-source.ts'
import { CASE, exampleLedger, OTHER_CASE } from './example-ledger.ts'
import { at, isNamed } from './named.ts'
import type { TestLedger } from './test-ledger.ts'
import { freshKeys, testWorld } from './test-world.ts'
import { codes, verifyBytes } from './verify-bytes.ts'

let ledger: TestLedger
let bytes: Uint8Array

beforeAll(async () => {
  ledger = await exampleLedger(await testWorld(freshKeys()))
  bytes = ledger.export()
})

const check = (items: readonly LedgerItem[]) => verifyBytes(ledger.export(items), ledger.trust)
const isEntry = (item: LedgerItem) => item.kind === 'entry'

/** Places of entries in the item list. */
const entryPlaces = () => ledger.items.flatMap((item, i) => (isEntry(item) ? [i] : []))

const place = () => fc.constantFrom(...entryPlaces())

test('T-17 T-15 whichever byte of an export is changed, it does not pass and the line or what it holds is named', async () => {
  const starts = [0]
  bytes.forEach((byte, i) => {
    if (byte === 10) starts.push(i + 1)
  })
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (offset, mask) => {
        const flipped = bytes.slice()
        flipped[offset]! ^= mask
        const report = await verifyBytes(flipped, ledger.trust)
        expect(report.verdict).toBe('TOTAL_FAILED')
        const line = starts.findLastIndex((start) => start <= offset) + 1
        expect(isLineNamed(report, line) || isOwnClock(line, offset - starts[line - 1]!)).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})

/** A finding at the line, at what it holds, or about the file as a whole when it is the frame. */
function isLineNamed(report: Report, line: number): boolean {
  if (report.findings.some((finding) => finding.place.line === line)) return true
  const item = ledger.items[line - 2]
  if (item === undefined) return codes(report).includes('FILE_INCOMPLETE')
  return item.kind === 'entry' && isNamed(ledger, report, item)
}

/** The time our clock gave the last record of its stream, which no record follows yet: only the trailer holds it. */
function isOwnClock(line: number, column: number): boolean {
  const item = ledger.items[line - 2]
  if (item?.kind !== 'batch' && item?.kind !== 'stamp') return false
  if (ledger.items.findLast(({ kind }) => kind === item.kind) !== item) return false
  const text = new TextDecoder().decode(bytes).split('\n')[line - 1]!
  const clock = /"(?:sealed|stamped)At":"[^"]*"/.exec(text)!
  return column >= clock.index && column < clock.index + clock[0].length
}

test('T-17 RC-02 RP-06 a record whose own time is changed, the trailer rewritten, is named: the next one was written after another', async () => {
  for (const kind of ['batch', 'stamp'] as const) {
    const places = ledger.items.flatMap((item, i) => (item.kind === kind ? [i] : []))
    for (const [number, i] of places.slice(0, -1).entries()) {
      const { bytes: record } = ledger.items[i] as LedgerItem & { kind: typeof kind }
      const text = new TextDecoder().decode(record)
      const later = text.replace(/(ed)At":"2026/, '$1At":"2027')
      expect(later).not.toBe(text)
      const report = await check(ledger.items.with(i, { kind, bytes: Buffer.from(later) }))
      expect(report.verdict).toBe('TOTAL_FAILED')
      const broken = report.findings.filter(({ code }) => code.endsWith('_CHAIN_BROKEN'))
      expect(broken.map(({ place }) => place[kind])).toEqual([number, number + 1])
    }
  }
})

test('T-04 an entry deleted in the middle is named by stream and revision', async () => {
  await fc.assert(
    fc.asyncProperty(place(), async (i) => {
      const report = await check(ledger.items.toSpliced(i, 1))
      expect(report.verdict).toBe('TOTAL_FAILED')
      const { stream, revision } = ledger.items[i] as LedgerItem & { kind: 'entry' }
      expect(at(report, stream, revision).map(({ code }) => code)).toContain('ENTRY_MISSING')
    }),
    { numRuns: 20 },
  )
})

test('T-04 a whole stream deleted is missing, revision by revision', async () => {
  const items = ledger.items.filter((item) => item.kind !== 'entry' || item.stream !== OTHER_CASE)
  const report = await check(items)
  expect(report.verdict).toBe('TOTAL_FAILED')
  const missing = report.findings.filter(({ code }) => code === 'ENTRY_MISSING')
  expect(missing.map(({ place }) => [place.stream, place.revision])).toEqual([
    [OTHER_CASE, 0],
    [OTHER_CASE, 1],
  ])
})

test('T-07 an entry written twice is found where it stands', async () => {
  await fc.assert(
    fc.asyncProperty(place(), fc.nat(), async (i, to) => {
      const target = to % (ledger.items.length + 1)
      const report = await check(ledger.items.toSpliced(target, 0, ledger.items[i]!))
      expect(report.verdict).toBe('TOTAL_FAILED')
      const { stream, revision } = ledger.items[i] as LedgerItem & { kind: 'entry' }
      expect(at(report, stream, revision).length).toBeGreaterThan(0)
    }),
    { numRuns: 30 },
  )
})

test('T-06 two entries swapped are both named', async () => {
  const pairs = entryPlaces().flatMap((a) =>
    entryPlaces().flatMap((b) => (a < b ? [[a, b] as const] : [])),
  )
  for (const [a, b] of pairs) {
    const one = ledger.items[a] as LedgerItem & { kind: 'entry' }
    const other = ledger.items[b] as LedgerItem & { kind: 'entry' }
    const moved = await check(ledger.items.with(a, other).with(b, one))
    expect(moved.verdict).toBe('TOTAL_FAILED')
    expect(isNamed(ledger, moved, one) && isNamed(ledger, moved, other)).toBe(true)
    const ders = ledger.items
      .with(a, { ...one, der: other.der })
      .with(b, { ...other, der: one.der })
    const exchanged = await check(ders)
    expect(exchanged.verdict).toBe('TOTAL_FAILED')
    expect(at(exchanged, one.stream, one.revision).map(({ code }) => code)).toContain(
      'ENTRY_PLACE_MISMATCH',
    )
    expect(at(exchanged, other.stream, other.revision).map(({ code }) => code)).toContain(
      'ENTRY_PLACE_MISMATCH',
    )
  }
})

test('T-03 EX-03 EX-05 an export cut anywhere does not pass', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
      const report = await verifyBytes(bytes.slice(0, length), ledger.trust)
      expect(report.verdict).toBe('TOTAL_FAILED')
      expect(codes(report)).toContain('FILE_INCOMPLETE')
    }),
    { numRuns: 60 },
  )
})

test('T-03 a tail cut at a stamped checkpoint passes alone, says so, and fails against a later checkpoint', async () => {
  const cut = ledger.items.findLastIndex(({ kind }) => kind === 'stamp', -1)
  const earlier = ledger.items.slice(
    0,
    ledger.items.slice(0, cut).findLastIndex(({ kind }) => kind === 'stamp') + 1,
  )
  const alone = await check(earlier)
  expect(alone.verdict).toBe('TOTAL_PASSED')
  expect(alone.unchecked.map(({ what }) => what)).toContain('LATER_ENTRIES')
  const { note } = ledger.batches.at(-1)!.record
  const against = { kind: 'checkpoint', note } as const
  const report = await verifyBytes(ledger.export(earlier), ledger.trust, { against })
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(codes(report)).toEqual(['LEDGER_BEHIND'])
})

test('T-03 entries cut off with their batches and stamps left leave them missing', async () => {
  const items = ledger.items.filter((item, i) => !isEntry(item) || i < ledger.items.length - 4)
  const report = await check(items)
  expect(report.verdict).toBe('TOTAL_FAILED')
  expect(at(report, CASE, 4).map(({ code }) => code)).toContain('ENTRY_MISSING')
})
