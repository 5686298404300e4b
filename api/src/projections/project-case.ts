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
  projectActor(entry, persons, file)
  if (projectDelivery(entry, file)) cases.markDeliveries(row.stream)
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

/** Another judge takes control, or another expert takes the place of one who declined. */
function appoint(row: CaseRow, data: JsonObject): void {
  const actor = textOf(data['actor']) ?? null
  if (data['controls'] === true) row.judge = actor
  else if (data['role'] === 'expert' && row.state === 'declined') {
    row.expert = actor
    row.state = 'ordered'
  }
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

function projectActor(
  { n, stream, envelope }: ProjectedEntry,
  persons: Lookups['persons'],
  file: ReadModelFile,
): void {
  if (envelope.type !== 'ActorAdded') return
  const { data } = envelope
  const actor = textOf(data['actor'])
  if (actor === undefined) return
  const role = textOf(data['role']) ?? 'externe'
  const person = persons.get(actor) ?? null
  file.run(UPSERT_ACTOR, stream.id, actor, role, textOf(data['actsFor']) ?? null, person, n)
  if (person !== null) {
    file.run('INSERT OR IGNORE INTO members (person, stream) VALUES (?, ?)', person, stream.id)
  }
}

const UPSERT_ACTOR = `INSERT OR REPLACE INTO actors (stream, actor, role, acts_for, person, added)
  VALUES (?, ?, ?, ?, ?, ?)`
