import type { ReadModelFile } from './read-model-file.js'

interface SearchedRow {
  readonly kind: 'case' | 'journal'
  readonly opening: number | null
  readonly source: string | null
}

/**
 * Full text of each case and journal with facet tokens for its kind and for the persons who may see
 * it, so that what a person may not see costs him nothing. One row per stream, made anew as a whole.
 */
export class SearchIndex {
  private readonly file: ReadModelFile
  private readonly changed = new Set<number>()

  constructor(file: ReadModelFile) {
    this.file = file
  }

  /** The stream's text or its members changed; nothing is written before `flush`. */
  markChanged(stream: number): void {
    this.changed.add(stream)
  }

  flush(): void {
    for (const stream of this.changed) this.index(stream)
    this.changed.clear()
  }

  /** After a bulk load. */
  indexAll(): void {
    this.changed.clear()
    const streams = this.file.all<{ stream: number }>(
      'SELECT stream FROM cases UNION ALL SELECT stream FROM journals',
    )
    for (const { stream } of streams) this.index(stream)
    this.file.execute(`INSERT INTO search (search) VALUES ('optimize')`)
  }

  private index(stream: number): void {
    const row = this.file.get<SearchedRow>(SEARCHED, stream, stream)
    this.file.run('DELETE FROM search WHERE rowid = ?', stream)
    if (row === undefined) return
    const texts = this.textsOf(stream, row)
    const members = this.file.all<{ person: string }>(MEMBERS, stream)
    const facets = [row.kind, ...members.map(({ person }) => personFacet(person))]
    const sql = 'INSERT INTO search (rowid, text, facets) VALUES (?, ?, ?)'
    this.file.run(sql, stream, foldLigatures(texts.join('\n')), facets.join(' '))
  }

  private textsOf(stream: number, { kind, opening, source }: SearchedRow): string[] {
    if (kind === 'journal') {
      const texts = this.file.all<{ text: string | null }>(JOURNAL_TEXT, opening)
      return [source ?? '', ...present(texts)]
    }
    const texts = this.file.all<{ text: string | null }>(CASE_TEXT, opening, stream, stream)
    return present(texts)
  }
}

/** The token that stands for a person in `facets`. */
export function personFacet(person: string): string {
  return `p${person.replaceAll(/[^0-9A-Za-z]/g, '').toLowerCase()}`
}

/** What `remove_diacritics` leaves alone. */
export function foldLigatures(text: string): string {
  return text.replaceAll(/œ/gi, 'oe').replaceAll(/æ/gi, 'ae').replaceAll('ß', 'ss')
}

function present(rows: readonly { readonly text: string | null }[]): string[] {
  return rows.flatMap(({ text }) => (text === null ? [] : [text]))
}

const SEARCHED = `SELECT 'case' AS kind, ordered AS opening, NULL AS source FROM cases WHERE stream = ?
  UNION ALL SELECT 'journal', first, source FROM journals WHERE stream = ?`
const MEMBERS = `SELECT DISTINCT person FROM actors
  WHERE stream = ? AND person IS NOT NULL AND removed IS NULL`
const CASE_TEXT = `SELECT concat_ws(char(10), fields ->> 'number', fields ->> 'court', fields ->> 'subject')
    AS text FROM personal WHERE n = ?
  UNION SELECT fields ->> 'name' FROM personal JOIN actors ON n = added WHERE actors.stream = ?
  UNION SELECT fields ->> 'title' FROM personal JOIN documents USING (n) WHERE documents.stream = ?`
const JOURNAL_TEXT = `SELECT fields ->> 'case' AS text FROM personal WHERE n = ?`
