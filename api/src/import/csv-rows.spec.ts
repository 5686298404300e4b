import fc from 'fast-check'
import { readCsv, type CsvRow } from './csv-rows.js'

const format = { delimiter: ',', maxRowBytes: 200 }

async function read(chunks: readonly Uint8Array[], changes = {}): Promise<CsvRow[]> {
  async function* source() {
    yield* chunks
  }
  return Array.fromAsync(readCsv(source(), { ...format, ...changes }))
}

function texts(rows: readonly CsvRow[]) {
  return rows.map((row) =>
    'problem' in row
      ? [row.line, row.problem]
      : [row.line, ...row.cells.map((cell) => Buffer.from(cell).toString('latin1'))],
  )
}

const file = (text: string) => [Buffer.from(text, 'latin1')]

test('R1 plain and quoted cells, LF and CRLF, empty lines skipped, lines counted', async () => {
  const rows = await read(file('a,b\r\n1,"x\ny"\n\n"q""q",\n,z'))
  expect(texts(rows)).toEqual([
    [1, 'a', 'b'],
    [2, '1', 'x\ny'],
    [5, 'q"q', ''],
    [6, '', 'z'],
  ])
})

test('a byte order mark is no part of the first cell', async () => {
  expect(texts(await read([Buffer.from('\ufeffa,b\n1,2')]))).toEqual([
    [1, 'a', 'b'],
    [2, '1', '2'],
  ])
})

test('a misplaced quote costs its own line only', async () => {
  expect(texts(await read(file('1,"a"x,3\n4,5,6\n7,b"c,9\n10,11,12\n')))).toEqual([
    [1, 'QUOTE_MISPLACED'],
    [2, '4', '5', '6'],
    [3, 'QUOTE_MISPLACED'],
    [4, '10', '11', '12'],
  ])
})

test('a quote that is never closed costs its own line only', async () => {
  expect(texts(await read(file('1,"open,3\n4,5,6\n7,8,9')))).toEqual([
    [1, 'QUOTE_NOT_CLOSED'],
    [2, '4', '5', '6'],
    [3, '7', '8', '9'],
  ])
})

test('a row that is too long costs its own line only, however it arrives', async () => {
  const long = `${'x'.repeat(500)},1\n2,3\n`
  const chunks = Array.from(Buffer.from(long), (byte) => Uint8Array.of(byte))
  for (const source of [file(long), chunks]) {
    expect(texts(await read(source))).toEqual([
      [1, 'ROW_TOO_LONG'],
      [2, '2', '3'],
    ])
  }
})

test('an open quote does not hold the rest of a large file in memory', async () => {
  const rows = await read(file(`1,"open\n${'2,3\n'.repeat(200)}`))
  expect(texts(rows).slice(0, 2)).toEqual([
    [1, 'ROW_TOO_LONG'],
    [2, '2', '3'],
  ])
  expect(rows).toHaveLength(201)
})

test('what was written is read back, whatever the chunks', async () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', ' '),
    maxLength: 6,
  })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  })
  const property = fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
    const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))
    const bytes = Buffer.from(quoted.join('\n'))
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    const back = await read(chunks, { maxRowBytes: 1000 })
    const decoded = back.map((row) =>
      'problem' in row ? row.problem : row.cells.map((each) => Buffer.from(each).toString()),
    )
    expect(decoded).toEqual(rows)
  })
  await fc.assert(property, { numRuns: 300 })
})
