import type { Erasure, HeldData } from '../api/types.ts'

/** What is held of a person and what was erased, as a table for a spreadsheet: one line a field or an erasure. */
export function heldDataTable({ places, erasures }: HeldData): string {
  const held = places.flatMap(({ place, case: id, roles, firstAt, lastAt, fields }) =>
    fields.map(({ field, count }) => [
      ...['held', place, id, roles.join(' '), field, count],
      ...[firstAt, lastAt, null, null, null],
    ]),
  )
  return csvOf([HEADER, ...held, ...erasures.map(erasureLine)])
}

export function erasureTable(erasures: readonly Erasure[]): string {
  return csvOf([HEADER, ...erasures.map(erasureLine)])
}

type Cell = string | number | null

const HEADER: readonly Cell[] = [
  ...['what', 'place', 'case', 'roles', 'field', 'values'],
  ...['first_at', 'last_at', 'basis', 'reference', 'decision'],
]

function erasureLine(erasure: Erasure): readonly Cell[] {
  const { at, basis, values, reference, decision, place, case: id } = erasure
  return ['erased', place, id, null, null, values, at, at, basis, reference, decision]
}

/** RFC 4180, for spreadsheets: with a byte order mark, and no cell that would be taken for a formula. */
function csvOf(lines: readonly (readonly Cell[])[]): string {
  return `\ufeff${lines.map((line) => `${line.map(cellText).join(',')}\r\n`).join('')}`
}

function cellText(cell: Cell): string {
  const text = String(cell ?? '').replace(/^([=+\-@\t\r])/, "'$1")
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
