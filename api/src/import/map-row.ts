import type { JournalAction } from '../actions/journal/journal.js'
import { claimedInstant, type InstantProblem } from './claimed-instant.js'
import type { CsvProblem } from './csv-rows.js'
import type { Mapping } from './mapping.js'

/** Why nothing of a row enters; never with what stands in its cells. */
export interface RowProblem {
  readonly code:
    | CsvProblem
    | InstantProblem
    | 'ACTIVITY_UNKNOWN'
    | 'CELL_COUNT'
    | 'CELL_EMPTY'
    | 'CELL_TOO_LONG'
    | 'KEY_REUSED'
    | 'UTF8_BROKEN'
  readonly message: string
}

export type MappedRow = { readonly action: JournalAction } | { readonly problem: RowProblem }

const MAX_CELL = 8_192

/** The action that records a row, or what is wrong with it first. Bytes are untrusted. */
export function mapRow(
  cells: readonly Uint8Array[],
  mapping: Mapping,
  places: ReadonlyMap<string, number>,
): MappedRow {
  if (cells.length !== places.size) {
    return problem('CELL_COUNT', `expected ${places.size} cells, got ${cells.length}`)
  }
  const texts = decodeCells(cells, places)
  if ('problem' in texts) return texts
  const cell = (column: string): string => texts.get(column) ?? ''
  const { source, activity, at, actor, key, personal } = mapping
  const needed = [mapping.case, actor, activity.column, at.column, ...key]
  const empty = needed.find((column) => cell(column) === '')
  if (empty !== undefined) return problem('CELL_EMPTY', `column ${empty} is empty`)
  const known = Object.hasOwn(activity.values, cell(activity.column))
    ? activity.values[cell(activity.column)]
    : undefined
  if (known === undefined) {
    return problem('ACTIVITY_UNKNOWN', `column ${activity.column}: not in the mapping’s list`)
  }
  const instant = claimedInstant(cell(at.column), at.zone)
  if ('problem' in instant) {
    return problem(instant.problem, `column ${at.column}: ${INSTANT_MESSAGES[instant.problem]}`)
  }
  const row = Object.entries(personal).filter(([, column]) => cell(column) !== '')
  return {
    action: {
      kind: 'RecordJournalEntry',
      source,
      activity: known.code,
      label: known.fr.normalize('NFC'),
      at: instant.at,
      case: cell(mapping.case),
      actor: cell(actor),
      key: key.map(cell),
      row: Object.fromEntries(row.map(([name, column]) => [name, cell(column)])),
    },
  }
}

/** Strict UTF-8 to NFC text, by column. */
export function decodeCells(
  cells: readonly Uint8Array[],
  places: ReadonlyMap<string, number>,
): ReadonlyMap<string, string> | { readonly problem: RowProblem } {
  const texts = new Map<string, string>()
  for (const [column, index] of places) {
    const text = decode(cells[index] ?? new Uint8Array())
    if (text === undefined) return problem('UTF8_BROKEN', `column ${column} is not UTF-8`)
    if (text.length > MAX_CELL) {
      return problem('CELL_TOO_LONG', `column ${column} has more than ${MAX_CELL} characters`)
    }
    texts.set(column, text)
  }
  return texts
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(cell: Uint8Array): string | undefined {
  try {
    return utf8.decode(cell).normalize('NFC')
  } catch {
    // A fatal decoder has one way to fail: the bytes are not UTF-8.
    return undefined
  }
}

const INSTANT_MESSAGES: Readonly<Record<InstantProblem, string>> = {
  INSTANT_MALFORMED: 'expected YYYY-MM-DD hh:mm:ss',
  INSTANT_WITHOUT_OFFSET: 'no offset, and the mapping names no zone',
  INSTANT_AMBIGUOUS: 'this hour occurs twice in the zone',
  INSTANT_NONEXISTENT: 'this hour does not occur in the zone',
}

function problem(code: RowProblem['code'], message: string): { readonly problem: RowProblem } {
  return { problem: { code, message } }
}
