import { personalField } from './case-actors.js'
import { pageStart, toPage, type PageRequest } from './page.js'
import { toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type { JournalSummary, Page } from './read-model.js'
import { searchCondition } from './search-condition.js'
import { EVERYTHING } from './viewer.js'

interface JournalRow {
  readonly stream: number
  readonly name: string
  readonly source: string
  readonly label: string | null
  readonly entries: number
  readonly first_at: number
  readonly last_at: number
}

/** Imported journals, the one whose import began last first. Whoever may see journals sees all of them. */
export function listJournals(file: ReadModelFile, request: PageRequest): Page<JournalSummary> {
  const rows = file.all<JournalRow>(LIST, pageStart(request), request.limit + 1)
  return toPage(rows, request.limit, ({ stream }) => stream, toSummary)
}

/** Journals whose source and foreign case id contain every word of `text` by its beginning. */
export function searchJournals(
  file: ReadModelFile,
  text: string,
  request: PageRequest,
): Page<JournalSummary> {
  const condition = searchCondition(text, 'journal', EVERYTHING)
  if (condition === undefined) return { items: [] }
  const rows = file.all<JournalRow>(SEARCH, condition, pageStart(request), request.limit + 1)
  return toPage(rows, request.limit, ({ stream }) => stream, toSummary)
}

/** @param id uuid of the journal */
export function getJournal(file: ReadModelFile, id: string): JournalSummary | undefined {
  const row = file.get<JournalRow>(`${JOURNALS} WHERE s.name = ?`, `journal-${id}`)
  return row === undefined ? undefined : toSummary(row)
}

function toSummary(row: JournalRow): JournalSummary {
  return {
    id: row.name.slice('journal-'.length),
    source: row.source,
    label: row.label,
    entries: row.entries,
    firstAt: toInstant(row.first_at),
    lastAt: toInstant(row.last_at),
  }
}

const JOURNALS = `SELECT j.stream, s.name, j.source, s.entries,
    ${personalField('case', 'j.first')} AS label,
    (SELECT recorded_at FROM entries WHERE n = j.first) AS first_at,
    (SELECT recorded_at FROM entries WHERE n = s.last_n) AS last_at
  FROM journals j JOIN streams s ON s.id = j.stream`
const LIST = `${JOURNALS} WHERE j.stream < ? ORDER BY j.stream DESC LIMIT ?`
const SEARCH = `${JOURNALS} WHERE j.stream IN
    (SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?)
  ORDER BY j.stream DESC`
