/** One row of a CSV file: its cells in bytes, or why it is none. Lines count from 1. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly Uint8Array[] }
  | { readonly line: number; readonly problem: CsvProblem }

export type CsvProblem = 'QUOTE_MISPLACED' | 'QUOTE_NOT_CLOSED' | 'ROW_TOO_LONG'

export interface CsvFormat {
  /** One ASCII character. */
  readonly delimiter: string
  /** Longest row in bytes. */
  readonly maxRowBytes: number
}

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const

/**
 * Rows of an untrusted CSV file (RFC 4180, LF or CRLF, empty lines skipped), one at a time. A broken
 * row is handed out as a problem and reading goes on at the next line: no row is lost in silence.
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  format: CsvFormat,
): AsyncGenerator<CsvRow, void, undefined> {
  const reader = new CsvReader(format)
  for await (const chunk of chunks) yield* reader.push(chunk, false)
  yield* reader.push(new Uint8Array(), true)
}

class CsvReader {
  readonly #delimiter: number
  readonly #maxRowBytes: number
  #bytes: Uint8Array = new Uint8Array()
  #line = 1
  #started = false
  /** Inside the rest of a row that was too long. */
  #skipping = false

  constructor({ delimiter, maxRowBytes }: CsvFormat) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#maxRowBytes = maxRowBytes
  }

  *push(chunk: Uint8Array, atEnd: boolean): Generator<CsvRow, void, undefined> {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    if (!this.#started && !atEnd && this.#bytes.length < BYTE_ORDER_MARK.length) return
    let start = this.#started ? 0 : byteOrderMarkLength(this.#bytes)
    this.#started = true
    if (this.#skipping) start = this.#skipRest(start)
    while (start < this.#bytes.length) {
      const row = scanRow(this.#bytes, start, this.#delimiter, atEnd)
      const length = (row?.end ?? this.#bytes.length) - start
      if (length > this.#maxRowBytes) {
        yield { line: this.#line, problem: 'ROW_TOO_LONG' }
        start = this.#nextLine(start)
      } else if (row === undefined) {
        break
      } else if ('problem' in row) {
        yield { line: this.#line, problem: row.problem }
        start = this.#nextLine(start)
      } else {
        if (!isEmpty(row.cells)) yield { line: this.#line, cells: row.cells }
        this.#line += countLines(this.#bytes.subarray(start, row.end))
        start = row.end
      }
    }
    this.#bytes = this.#bytes.subarray(start)
  }

  /** Start of the line after the one at `start`; the rest of a line without end is skipped as it comes. */
  #nextLine(start: number): number {
    const end = this.#bytes.indexOf(LF, start)
    if (end === -1) {
      this.#skipping = true
      return this.#bytes.length
    }
    this.#line++
    return end + 1
  }

  #skipRest(start: number): number {
    this.#skipping = false
    return this.#nextLine(start)
  }
}

type ScannedRow =
  | { readonly end: number; readonly cells: readonly Uint8Array[] }
  | { readonly end: number; readonly problem: CsvProblem }

interface ScannedCell {
  readonly cell: Uint8Array
  /** Index of the delimiter or line feed after the cell, or the length. */
  readonly end: number
}

/** The row at `start`, or undefined when more bytes are needed to tell. */
function scanRow(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  atEnd: boolean,
): ScannedRow | undefined {
  const cells: Uint8Array[] = []
  let at = start
  for (;;) {
    const isQuoted = bytes[at] === QUOTE
    const scanned = isQuoted
      ? scanQuoted(bytes, at, delimiter, atEnd)
      : scanPlain(bytes, at, delimiter, atEnd)
    if (scanned === undefined) return undefined
    if (typeof scanned === 'string') return { end: at, problem: scanned }
    cells.push(scanned.cell)
    if (bytes[scanned.end] !== delimiter) return { end: endOfLine(scanned.end, bytes), cells }
    at = scanned.end + 1
    if (at === bytes.length && !atEnd) return undefined
  }
}

function scanPlain(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  atEnd: boolean,
): ScannedCell | CsvProblem | undefined {
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) return 'QUOTE_MISPLACED'
    if (byte === delimiter) return { cell: bytes.subarray(start, at), end: at }
    if (byte === LF) return { cell: withoutReturn(bytes.subarray(start, at)), end: at }
  }
  return atEnd ? { cell: withoutReturn(bytes.subarray(start)), end: bytes.length } : undefined
}

function scanQuoted(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  atEnd: boolean,
): ScannedCell | CsvProblem | undefined {
  const parts: Uint8Array[] = []
  let from = start + 1
  for (;;) {
    const quote = bytes.indexOf(QUOTE, from)
    if (quote === -1) return atEnd ? 'QUOTE_NOT_CLOSED' : undefined
    if (quote + 2 >= bytes.length && !atEnd) return undefined
    if (bytes[quote + 1] === QUOTE) {
      parts.push(bytes.subarray(from, quote + 1))
      from = quote + 2
      continue
    }
    parts.push(bytes.subarray(from, quote))
    const after = bytes[quote + 1] === CR ? quote + 2 : quote + 1
    const isClosed = after >= bytes.length || bytes[after] === LF || bytes[quote + 1] === delimiter
    return isClosed ? { cell: Buffer.concat(parts), end: after } : 'QUOTE_MISPLACED'
  }
}

function endOfLine(at: number, bytes: Uint8Array): number {
  return Math.min(at + 1, bytes.length)
}

function withoutReturn(cell: Uint8Array): Uint8Array {
  return cell.at(-1) === CR ? cell.subarray(0, -1) : cell
}

function isEmpty(cells: readonly Uint8Array[]): boolean {
  return cells.length === 1 && cells[0]?.length === 0
}

function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines++
  return lines
}

function byteOrderMarkLength(bytes: Uint8Array): number {
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? BYTE_ORDER_MARK.length : 0
}
