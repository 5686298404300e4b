import type { ReadModelFile, SqlValue } from './read-model-file.js'
import type { CaseState } from './read-model.js'

/** One case as the projection keeps it: no personal text, entries by their number. */
export interface CaseRow {
  readonly stream: number
  /** The order that opened the case. */
  ordered: number | null
  state: CaseState
  /** Pseudonyms. */
  expert: string | null
  judge: string | null
  zone: string
  report_due_on: string | null
  /** The last entry that is more than a consultation, and our clock then. */
  activity: number
  activity_at: number
  /** The order for consignation, what was recorded, what was notified. */
  consignation: number | null
  consigned: number | null
  consignation_notified: number | null
  immediate_start: number
  /** Deliveries whose last notice bounced; made available and never opened; refused actions. */
  bounced: number
  unopened: number
  refused: number
}

/** Zone of a court that the order does not name. */
export const DEFAULT_ZONE = 'Europe/Paris'

const CACHED = 100_000

/** The cases of the page in hand, written once at its end in the same transaction; or of a bulk load. */
export class CaseTable {
  private readonly file: ReadModelFile
  private readonly loaded = new Map<number, CaseRow>()
  private readonly recounted = new Set<number>()

  constructor(file: ReadModelFile) {
    this.file = file
  }

  /** The case of that stream, to be changed in place; a new one when its first entry comes. */
  of(stream: number): CaseRow {
    const loaded = this.loaded.get(stream)
    if (loaded !== undefined) return loaded
    const sql = 'SELECT * FROM cases WHERE stream = ?'
    const row = this.file.get<CaseRow>(sql, stream) ?? newCase(stream)
    this.loaded.set(stream, row)
    return row
  }

  /** Deliveries of the case changed: its counters are taken anew at the end of the page. */
  markDeliveries(stream: number): void {
    this.recounted.add(stream)
  }

  /** Enough is kept in memory. */
  get isFull(): boolean {
    return this.loaded.size > CACHED
  }

  flush(): void {
    for (const stream of this.recounted) this.recount(this.of(stream))
    for (const row of this.loaded.values()) {
      this.file.run(REPLACE, ...COLUMNS.map((column): SqlValue => row[column]))
    }
    this.loaded.clear()
    this.recounted.clear()
  }

  private recount(row: CaseRow): void {
    const counted = this.file.get<{ bounced: number; unopened: number }>(COUNT, row.stream)!
    row.bounced = counted.bounced
    row.unopened = counted.unopened
  }
}

function newCase(stream: number): CaseRow {
  return {
    stream,
    ordered: null,
    state: 'ordered',
    expert: null,
    judge: null,
    zone: DEFAULT_ZONE,
    report_due_on: null,
    activity: 0,
    activity_at: 0,
    consignation: null,
    consigned: null,
    consignation_notified: null,
    immediate_start: 0,
    bounced: 0,
    unopened: 0,
    refused: 0,
  }
}

const COLUMNS = Object.keys(newCase(0)) as (keyof CaseRow)[]
const REPLACE = `INSERT OR REPLACE INTO cases (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map(() => '?').join(', ')})`
/**
 * What nobody read matters where it was owed to a party, its counsel or the expert, not to the court, nor to
 * who can read it no more.
 */
const COUNT = `SELECT
    coalesce(sum(bounced AND opened IS NULL), 0) AS bounced,
    coalesce(sum(available IS NOT NULL AND opened IS NULL), 0) AS unopened
  FROM deliveries d WHERE stream = ? AND NOT EXISTS (SELECT 1 FROM actors a
    WHERE a.stream = d.stream AND a.actor = d.recipient GROUP BY a.actor
    HAVING max(a.role IN ('magistrat', 'greffe')) OR count(*) = count(a.removed))`
