import type { JsonObject } from '@contremarque/ledger'
import type { CaseRow, CaseTable } from './case-table.js'
import { projectDelivery } from './project-delivery.js'
import { textOf, type Lookups, type ProjectedEntry } from './projected-entry.js'
import type { ReadModelFile } from './read-model-file.js'
import type { CaseState } from './read-model.js'

/**
 * What one entry of an `expertise-` stream changes in its case. A type not known here changes nothing
 * but the last activity: it is shown in the timeline all the same.
 */
export function projectCase(
  entry: ProjectedEntry,
  { persons }: Lookups,
  cases: CaseTable,
  file: ReadModelFile,
): void {
  const row = cases.of(entry.stream.id)
  evolve(row, entry)
  row.state = openIfStarted(row)
  const actorsChanged = projectActor(entry, persons, file)
  if (projectDelivery(entry, file) || actorsChanged) cases.markDeliveries(row.stream)
}

function evolve(row: CaseRow, { n, envelope, recordedAt }: ProjectedEntry): void {
  const { type, data } = envelope
  if (!READS.has(type)) {
    row.activity = n
    row.activity_at = recordedAt
  }
  row.state = STATES[type] ?? row.state
  switch (type) {
    case 'ExpertiseOrdered':
      row.ordered = n
      row.zone = textOf(data['zone']) ?? row.zone
      row.expert = textOf(data['expert']) ?? null
      row.judge = textOf(data['controlJudge']) ?? null
      row.report_due_on = textOf(data['reportDueOn']) ?? null
      row.consignation = (data['consignation'] ?? null) === null ? null : n
      return
    case 'ActorAdded':
      appoint(row, data)
      return
    case 'ActorRemoved':
      dismiss(row, data)
      return
    case 'ConsignationRecorded':
      row.consigned ??= n
      return
    case 'ConsignationNotified':
      row.consignation_notified ??= n
      return
    case 'ImmediateStartOrdered':
      row.immediate_start = 1
      return
    case 'ActionRefused':
      row.refused++
  }
}

/** Another judge takes control, or another expert takes the place of one who declined or was removed. */
function appoint(row: CaseRow, data: JsonObject): void {
  const actor = textOf(data['actor']) ?? null
  if (data['controls'] === true) row.judge = actor
  else if (data['role'] === 'expert' && (row.state === 'declined' || row.state === 'vacant')) {
    row.expert = actor
    row.state = 'ordered'
  }
}

/** The case waits for another expert, unless the report is there. */
function dismiss(row: CaseRow, data: JsonObject): void {
  const isExpert = data['role'] === 'expert' && data['actor'] === row.expert
  if (isExpert && row.state !== 'reported' && row.state !== 'closed') row.state = 'vacant'
}

/** What is read changes nothing in a case. */
const READS: ReadonlySet<string> = new Set([
  'CaseConsulted',
  'ConsultationEnded',
  'EvidenceDownloaded',
])

const STATES: Readonly<Record<string, CaseState>> = {
  ExpertiseOrdered: 'ordered',
  DesignationNotified: 'designated',
  DesignationAccepted: 'accepted',
  DesignationDeclined: 'declined',
  PreReportFiled: 'pre-report',
  ReportFiled: 'reported',
  ExpertiseClosed: 'closed',
}

/** CPC 267: operations begin once the consignation is notified, or the judge orders an immediate start. */
function openIfStarted(row: CaseRow): CaseRow['state'] {
  const mayStart = row.consignation_notified !== null || row.immediate_start === 1
  return row.state === 'accepted' && mayStart ? 'open' : row.state
}

/** Returns whether who is in the case changed. */
function projectActor(
  entry: ProjectedEntry,
  persons: Lookups['persons'],
  file: ReadModelFile,
): boolean {
  const { type, data } = entry.envelope
  const actor = textOf(data['actor'])
  if (actor === undefined) return false
  const role = textOf(data['role']) ?? 'externe'
  if (type === 'ActorAdded') add(entry, { actor, role, person: persons.get(actor) ?? null }, file)
  else if (type === 'ActorRemoved') remove(entry, actor, role, file)
  else return false
  return true
}

function add(
  { n, stream, envelope }: ProjectedEntry,
  { actor, role, person }: { actor: string; role: string; person: string | null },
  file: ReadModelFile,
): void {
  const actsFor = textOf(envelope.data['actsFor']) ?? null
  file.run(UPSERT_ACTOR, stream.id, actor, role, actsFor, person, n)
  if (person !== null) {
    file.run('INSERT OR IGNORE INTO members (person, stream) VALUES (?, ?)', person, stream.id)
  }
}

/** Who is left in no role sees the case no more; that he was in it stays told. */
function remove(
  { n, stream }: ProjectedEntry,
  actor: string,
  role: string,
  file: ReadModelFile,
): void {
  file.run(REMOVE_ACTOR, n, stream.id, actor, role)
  file.run(REMOVE_MEMBER, stream.id, stream.id, actor)
}

const UPSERT_ACTOR = `INSERT OR REPLACE INTO actors (stream, actor, role, acts_for, person, added)
  VALUES (?, ?, ?, ?, ?, ?)`
const REMOVE_ACTOR = `UPDATE actors SET removed = ?
  WHERE stream = ? AND actor = ? AND role = ? AND removed IS NULL`
const REMOVE_MEMBER = `DELETE FROM members AS m WHERE m.stream = ?
  AND m.person IN (SELECT person FROM actors WHERE stream = ? AND actor = ?)
  AND NOT EXISTS (SELECT 1 FROM actors a
    WHERE a.stream = m.stream AND a.person = m.person AND a.removed IS NULL)`
