import type { ActionContext, DraftEvent } from '../decider.js'
import type { CloseExpertise, FilePreReport, FileReport } from './action.js'
import { draft, plainFields } from './draft.js'
import type { Guard, OrderedCase } from './guard.js'

export function filePreReport(
  action: FilePreReport,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  requireExpertAtWork(state, context, guard)
  guard.require(!state.preReportFiled, 'PRE_REPORT_ALREADY_FILED')
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
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  requireExpertAtWork(state, context, guard)
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

function requireExpertAtWork(state: OrderedCase, context: ActionContext, guard: Guard): void {
  guard.require(context.actor === state.order.expert, 'NOT_THE_DESIGNATED_EXPERT')
  guard.require(state.designation === 'accepted', 'DESIGNATION_NOT_ACCEPTED')
  guard.require(!state.reportFiled, 'REPORT_FILED_TWICE')
}

function requireNew(document: string, state: OrderedCase, guard: Guard): void {
  guard.require(!state.documents.has(document), 'DOCUMENT_ALREADY_DEPOSITED')
}
