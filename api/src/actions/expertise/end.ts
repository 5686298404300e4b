import type { DraftEvent } from '../decider.js'
import type { CloseExpertise, FilePreReport, FileReport } from './action.js'
import { draft, plainFields } from './draft.js'
import type { Guard } from './guard.js'
import type { OrderedCase } from './state.js'

export function filePreReport(
  action: FilePreReport,
  state: OrderedCase,
  guard: Guard,
): readonly DraftEvent[] {
  const { document, plain, observationsDueOn } = action
  requireNew(document.id, state, guard)
  return [
    draft(
      'PreReportFiled',
      { document: document.id, observationsDueOn },
      { personal: plainFields(plain), documents: [document] },
    ),
  ]
}

export function fileReport(
  action: FileReport,
  state: OrderedCase,
  guard: Guard,
): readonly DraftEvent[] {
  const { document, plain } = action
  requireNew(document.id, state, guard)
  return [
    draft(
      'ReportFiled',
      { document: document.id },
      { personal: plainFields(plain), documents: [document] },
    ),
  ]
}

export function closeExpertise(
  action: CloseExpertise,
  state: OrderedCase,
  guard: Guard,
): readonly DraftEvent[] {
  const reported = state.reportFiled || action.ground !== 'report-filed'
  guard.require(reported, 'REPORT_NOT_FILED')
  return [draft('ExpertiseClosed', { ground: action.ground })]
}

function requireNew(document: string, state: OrderedCase, guard: Guard): void {
  guard.require(!state.documents.has(document), 'DOCUMENT_ALREADY_DEPOSITED')
}
