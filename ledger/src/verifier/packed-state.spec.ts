import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { alignEntries } from './align-entries.ts'
import { DigestSet } from './digest-set.ts'
import { FindingCollector } from './finding-collector.ts'
import type { PlacedEntry } from './placed.ts'
import { StampedCheckpoints } from './stamped-checkpoints.ts'
import { StreamTable } from './stream-table.ts'

const digest = (n: number) => createHash('sha256').update(String(n)).digest('hex')

test('a digest set answers as a Set does, for many members and several owners', () => {
  const packed = new DigestSet()
  const plain = new Set<string>()
  for (let i = 0; i < 60_000; i++) {
    const key = digest(i % 40_000)
    const under = i % 3
    expect(packed.add(key, under)).toBe(!plain.has(`${key} ${under}`))
    plain.add(`${key} ${under}`)
  }
})

test('a digest set takes one digest under many numbers', () => {
  const packed = new DigestSet()
  const numbers = Array.from({ length: 20_000 }, (_, under) => under)
  expect(numbers.every((under) => packed.add(digest(1), under))).toBe(true)
  expect(numbers.some((under) => packed.add(digest(1), under))).toBe(false)
})

test('stamped checkpoints are found by token, root and size together, while they grow', () => {
  const checkpoints = new StampedCheckpoints()
  const anchor = (n: number) => ({ token: digest(n), root: digest(-n), size: n })
  expect([checkpoints.firstSize, checkpoints.find(anchor(1))]).toEqual([undefined, undefined])
  for (let n = 1; n <= 600; n++) {
    expect(checkpoints.find(anchor(n))).toBeUndefined()
    checkpoints.add(anchor(n), n % 5 === 0 ? undefined : 1000 + n)
  }
  expect(checkpoints.firstSize).toBe(1)
  for (let n = 1; n <= 600; n++) {
    const row = checkpoints.find(anchor(n))
    expect(row).toBe(n - 1)
    expect(checkpoints.notBefore(row!)).toBe(n % 5 === 0 ? undefined : 1000 + n)
    for (const other of [{ token: digest(n + 1) }, { root: digest(n) }, { size: n + 1 }]) {
      expect(checkpoints.find({ ...anchor(n), ...other })).toBeUndefined()
    }
  }
})

test('a token over two checkpoints stands for both', () => {
  const checkpoints = new StampedCheckpoints()
  checkpoints.add({ token: digest(1), root: digest(2), size: 1 }, 10)
  checkpoints.add({ token: digest(1), root: digest(3), size: 2 }, undefined)
  expect(checkpoints.find({ token: digest(1), root: digest(2), size: 1 })).toBe(0)
  expect(checkpoints.find({ token: digest(1), root: digest(3), size: 2 })).toBe(1)
})

test('a stream table keeps the head of every stream while it grows', () => {
  const table = new StreamTable()
  const hash = (n: number) => Uint8Array.fromHex(digest(n))
  for (let i = 0; i < 5000; i++) {
    const slot = table.slot(`expertise-${i}`)
    expect([slot, table.headRevision(slot), table.sealedTo(slot), table.anchorSize(slot)]).toEqual([
      i,
      -1,
      -1,
      -1,
    ])
    table.setHead(slot, i, hash(i))
    table.setAnchorSize(slot, 2 * i)
  }
  for (let i = 0; i < 5000; i += 7) {
    const slot = table.slot(`expertise-${i}`)
    expect([table.headRevision(slot), table.headHash(slot), table.anchorSize(slot)]).toEqual([
      i,
      digest(i),
      2 * i,
    ])
  }
})

const entry = (stream: string, revision: number) => ({ stream, revision }) as PlacedEntry

test('entries in the order of the ranges are taken as they are; any other order is matched up', () => {
  const ranges = [
    { stream: 'a', from: 3, to: 5 },
    { stream: 'b', from: 0, to: 1 },
  ]
  const inOrder = [entry('a', 3), entry('a', 4), entry('a', 5), entry('b', 0), entry('b', 1)]
  expect(alignEntries(ranges, inOrder)).toEqual({ listed: inOrder, unlisted: [], misplaced: [] })
  fc.assert(
    fc.property(
      fc.shuffledSubarray(inOrder),
      fc.array(fc.constant(entry('c', 9)), { maxLength: 2 }),
      (some, extra) => {
        const { listed, unlisted } = alignEntries(ranges, [...extra, ...some])
        expect(listed).toEqual(inOrder.map((one) => (some.includes(one) ? one : undefined)))
        expect(unlisted).toEqual(extra)
      },
    ),
  )
  const swapped = alignEntries(ranges, [inOrder[1]!, inOrder[0]!, ...inOrder.slice(2)])
  expect(swapped.misplaced).toEqual([1])
})

test('RP-08 a flood of warnings hides no failure, and everything is counted', () => {
  const findings = new FindingCollector(3)
  for (let i = 0; i < 10; i++)
    findings.warning('bracket', 'BRACKET_TOO_WIDE', { message: '', place: { leaf: i } })
  findings.indeterminate('sealed', 'NOT_SEALED', { message: '' })
  findings.failed('tree', 'ROOT_MISMATCH', { message: '', place: { leaf: 99 } })
  for (let i = 0; i < 5; i++)
    findings.failed('chain', 'CHAIN_BROKEN', { message: '', place: { leaf: i } })
  expect(findings.sorted().map(({ code }) => code)).toEqual([
    'CHAIN_BROKEN',
    'CHAIN_BROKEN',
    'ROOT_MISMATCH',
  ])
  expect(findings.leftOut).toBe(14)
  expect(findings.tallies.get('chain')).toMatchObject({ failed: 5 })
})
