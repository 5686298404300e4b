import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { exampleLedger } from '../../test/example-ledger.ts'
import { freshKeys, testWorld } from '../../test/test-world.ts'
import { MAX_LINE_BYTES } from './export-format.ts'
import { exportSource } from './export-reader.ts'
import { ExportWriter } from './export-writer.ts'
import type { LedgerItem } from './ledger-source.ts'

const ledger = await exampleLedger(await testWorld(freshKeys()))
const bytes = ledger.export()

async function* inChunks(all: Uint8Array, sizes: readonly number[]): AsyncIterable<Uint8Array> {
  for (let at = 0, i = 0; at < all.length; i++) {
    const size = sizes[i % sizes.length]!
    yield all.slice(at, at + size)
    at += size
  }
}

async function read(all: Uint8Array, sizes: readonly number[] = [4096]): Promise<LedgerItem[]> {
  const items: LedgerItem[] = []
  for await (const chunk of exportSource(inChunks(all, sizes), createHash('sha256')).items())
    items.push(...chunk)
  return items
}

test('EX-01 a line beyond 1 MiB is not written', () => {
  const writer = new ExportWriter(createHash('sha256'))
  expect(() => writer.stamp(`"${'x'.repeat(MAX_LINE_BYTES)}"`)).toThrow(
    expect.objectContaining({ code: 'SOURCE_TOO_LARGE' }),
  )
})

test('EX-04 an export gives back its items, wherever its chunks fall', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 9 }),
      async (sizes) => {
        const items = await read(bytes, sizes)
        const inner = items
          .slice(1, -1)
          .map(({ line: _line, ...item }: LedgerItem & { line?: number }) => item)
        expect(inner).toEqual(ledger.items)
        expect(items.map((item) => item.line)).toEqual(items.map((_, i) => i + 1))
        const last = items.at(-1) as LedgerItem & { kind: 'trailer' }
        expect([items[0]!.kind, last.kind, last.digest]).toEqual([
          'header',
          'trailer',
          last.trailer.sha256,
        ])
      },
    ),
    { numRuns: 25 },
  )
})

test('EX-01 a line beyond a mebibyte is one broken item, and reading goes on after it', async () => {
  const long = new Uint8Array(3 * MAX_LINE_BYTES).fill(0x61)
  const items = await read(Uint8Array.from([...long, 10, ...bytes]), [65_536])
  expect(items[0]).toMatchObject({ kind: 'broken', code: 'LINE_TOO_LONG', line: 1 })
  expect(items[1]).toMatchObject({ kind: 'header', line: 2 })
})

test('EX-01 a last line without its line feed is broken', async () => {
  const items = await read(bytes.slice(0, -1))
  expect(items.at(-1)).toMatchObject({ kind: 'broken', code: 'LINE_MALFORMED' })
})

test('EX-02 no bytes make the reader throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
      for (const item of await read(noise, [64])) expect(item.kind).toBe('broken')
    }),
    { numRuns: 200 },
  )
})
