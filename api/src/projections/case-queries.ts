import type { JsonValue } from '@contremarque/ledger'
import { caseOf, caseStream } from '../actions/expertise/case-stream.js'
import { alertColumns, alertCondition, alertsOf, type AlertColumns } from './case-alerts.js'
import { caseActors, personalField } from './case-actors.js'
import type { CaseRow } from './case-table.js'
import { envelopeOf, type EntryRow } from './entry-row.js'
import { pageStart, toPage, type PageRequest } from './page.js'
import { ProofLookup, toInstant } from './proof-lookup.js'
import type { ReadModelFile } from './read-model-file.js'
import type {
  CaseAlert,
  CaseDetail,
  CaseIntegrity,
  CaseState,
  CaseSummary,
  Page,
} from './read-model.js'
import { searchCondition } from './search-condition.js'
import { EVERYTHING, visibleStream, type StreamRow, type Viewer } from './viewer.js'

export interface CaseFilter {
  readonly state?: CaseState | undefined
  readonly alert?: CaseAlert['code'] | undefined
}

/** A case as one of its members sees it. */
export interface CaseView extends CaseDetail {
  /** The viewer's own pseudonym in the case. */
  readonly self: string | null
}

interface SummaryRow extends CaseRow, AlertColumns {
  readonly name: string
  readonly number: string | null
  readonly court: string | null
  readonly subject: string | null
  readonly expert_name: string | null
  readonly judge_name: string | null
}

/** The viewer's cases, the one with the latest activity first. `now` decides what is overdue. */
export function listCases(
  file: ReadModelFile,
  viewer: Viewer,
  request: PageRequest & CaseFilter,
  now: number,
): Page<CaseSummary> {
  const { state, alert, limit } = request
  const conditions = ['c.activity < :start']
  if (state !== undefined) conditions.push('c.state = :state')
  if (alert !== undefined) conditions.push(alertCondition(alert))
  const from =
    viewer === EVERYTHING
      ? 'cases c'
      : 'members m CROSS JOIN cases c ON m.person = :viewer AND c.stream = m.stream'
  const sql = `SELECT c.stream, c.activity AS key FROM ${from}
    WHERE ${conditions.join(' AND ')} ORDER BY c.activity DESC LIMIT :limit`
  const values = { start: pageStart(request), state: state ?? null, viewer, now, limit: limit + 1 }
  const keys = file.named<{ stream: number; key: number }>(sql, values)
  return toPage(
    keys,
    limit,
    ({ key }) => key,
    ({ stream }) => summaryOf(file, stream, now),
  )
}

/**
 * The viewer's cases that contain every word of `text` by its beginning, accents and case aside; the
 * newest first. Nothing is found for a text without a letter or digit.
 */
export function searchCases(
  file: ReadModelFile,
  viewer: Viewer,
  text: string,
  request: PageRequest,
  now: number,
): Page<CaseSummary> {
  const condition = searchCondition(text, 'case', viewer)
  if (condition === undefined) return { items: [] }
  const sql = `SELECT rowid AS stream FROM search WHERE search MATCH ? AND rowid < ?
    ORDER BY rowid DESC LIMIT ?`
  const { limit } = request
  const rows = file.all<{ stream: number }>(sql, condition, pageStart(request), limit + 1)
  return toPage(
    rows,
    limit,
    ({ stream }) => stream,
    ({ stream }) => summaryOf(file, stream, now),
  )
}

/** One case, or undefined when it does not exist or is none of the viewer's. @param id uuid of the case */
export function getCase(
  file: ReadModelFile,
  viewer: Viewer,
  id: string,
  now: number,
): CaseView | undefined {
  const stream = visibleStream(file, viewer, caseStream(id))
  if (stream === undefined) return undefined
  const row = readSummary(file, stream.id, now)
  if (row === undefined) return undefined
  const ordered = orderOf(file, row.ordered)
  const own = file.get<{ actor: string }>(SELF, stream.id, viewer)
  return {
    ...toSummary(row),
    mission: missionOf(file, row.ordered),
    controlJudge: row.judge_name,
    orderedOn: stringOrNull(ordered['orderedOn']),
    parties: caseActors(stream.id, file),
    consignation: consignationOf(file, row, ordered['consignation'] ?? null),
    integrity: caseIntegrity(file, stream),
    self: own?.actor ?? null,
  }
}

/** What is sealed and stamped of one stream. */
export function caseIntegrity(file: ReadModelFile, stream: StreamRow): CaseIntegrity {
  const last = file.get<{ stamped: number; batch: number }>(LAST_STAMPED, stream.id)
  const stamp = last === undefined ? undefined : new ProofLookup(file).stampOf(last.batch)
  return {
    entries: stream.entries,
    sealed: stream.sealed,
    stamped: last?.stamped ?? 0,
    stampedUpTo: toInstant(stamp?.not_after ?? null),
  }
}

function consignationOf(
  file: ReadModelFile,
  row: CaseRow,
  ordered: JsonValue,
): CaseDetail['consignation'] {
  const { amountCents, dueOn } = (ordered ?? {}) as { amountCents?: number; dueOn?: string | null }
  return {
    amountCents: amountCents ?? null,
    dueOn: dueOn ?? null,
    recordedAt: recordedAt(file, row.consigned),
    notifiedAt: recordedAt(file, row.consignation_notified),
    immediateStart: row.immediate_start === 1,
  }
}

function summaryOf(file: ReadModelFile, stream: number, now: number): CaseSummary {
  return toSummary(readSummary(file, stream, now)!)
}

function readSummary(file: ReadModelFile, stream: number, now: number): SummaryRow | undefined {
  return file.named<SummaryRow>(SUMMARY, { stream, now })[0]
}

function toSummary(row: SummaryRow): CaseSummary {
  return {
    id: caseOf(row.name)!,
    number: row.number,
    court: row.court,
    subject: row.subject,
    expert: row.expert_name,
    state: row.state,
    reportDueOn: row.report_due_on,
    lastActivityAt: toInstant(row.activity_at),
    alerts: alertsOf(row),
    zone: row.zone,
  }
}

function orderOf(file: ReadModelFile, n: number | null): Record<string, JsonValue> {
  const row = file.get<EntryRow>('SELECT * FROM entries WHERE n = ?', n)
  return row === undefined ? {} : { ...envelopeOf(row).data }
}

function missionOf(file: ReadModelFile, n: number | null): string[] {
  const row = file.get<{ mission: string | null }>(MISSION, n)
  const mission: unknown = JSON.parse(row?.mission ?? '[]')
  return Array.isArray(mission) ? mission.filter((each) => typeof each === 'string') : []
}

function recordedAt(file: ReadModelFile, n: number | null): string | null {
  if (n === null) return null
  const row = file.get<{ at: number }>('SELECT recorded_at AS at FROM entries WHERE n = ?', n)
  return toInstant(row?.at ?? null)
}

function stringOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function actorName(column: string): string {
  return `(SELECT ${personalField('name', 'a.added')} FROM actors a
    WHERE a.stream = c.stream AND a.actor = ${column} ORDER BY a.added DESC LIMIT 1)`
}

const SUMMARY = `SELECT c.*, s.name, ${alertColumns},
    ${personalField('number', 'c.ordered')} AS number,
    ${personalField('court', 'c.ordered')} AS court,
    ${personalField('subject', 'c.ordered')} AS subject,
    ${actorName('c.expert')} AS expert_name, ${actorName('c.judge')} AS judge_name
  FROM cases c JOIN streams s ON s.id = c.stream WHERE c.stream = :stream`
const MISSION = `SELECT fields -> 'mission' AS mission FROM personal
  WHERE n = ? AND fields -> 'mission' IS NOT NULL LIMIT 1`
const SELF = 'SELECT actor FROM actors WHERE stream = ? AND person = ? ORDER BY added LIMIT 1'
const LAST_STAMPED = `SELECT last_revision + 1 AS stamped, batch FROM ranges
  WHERE stream = ? AND first_leaf < (SELECT coalesce(max(size), 0) FROM stamps)
  ORDER BY first_revision DESC LIMIT 1`
