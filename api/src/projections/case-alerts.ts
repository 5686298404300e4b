import type { CaseRow } from './case-table.js'
import type { CaseAlert } from './read-model.js'

type AlertCode = CaseAlert['code']

/** One alert: how many there are, as SQL over `cases c`. `court_day(zone)` is today at the court. */
const counts: Readonly<Record<AlertCode, string>> = {
  NOTICE_BOUNCED: 'c.bounced',
  DOCUMENT_UNOPENED: 'c.unopened',
  REPORT_OVERDUE: `(c.state NOT IN ('reported', 'closed', 'declined', 'vacant')
    AND c.report_due_on IS NOT NULL AND c.report_due_on < court_day(:now, c.zone))`,
  ACTION_REFUSED: 'c.refused',
  CONSIGNATION_PENDING: `(c.consignation IS NOT NULL AND c.consigned IS NULL
    AND c.immediate_start = 0 AND c.state NOT IN ('reported', 'closed', 'declined'))`,
}

const CODES = Object.keys(counts) as AlertCode[]

/** Columns `alert_<code>` for a SELECT over `cases c`. */
export const alertColumns = CODES.map((code) => `${counts[code]} AS ${columnOf(code)}`).join(', ')

/** A condition over `cases c`. */
export function alertCondition(code: AlertCode): string {
  return `${counts[code]} > 0`
}

/** The alerts that a row with `alertColumns` raises. */
export function alertsOf(row: CaseRow & AlertColumns): CaseAlert[] {
  return CODES.flatMap((code) => {
    const count = row[columnOf(code)]
    return count > 0 ? [{ code, count }] : []
  })
}

export type AlertColumns = Readonly<Record<`alert_${Lowercase<AlertCode>}`, number>>

function columnOf(code: AlertCode): keyof AlertColumns {
  return `alert_${code.toLowerCase() as Lowercase<AlertCode>}`
}
