import type { ActionContext, Decider, DraftEvent } from '../decider.js'
import type { ExpertiseAction } from './action.js'
import { consultCase, downloadEvidence, endConsultation } from './consult.js'
import { closeExpertise, filePreReport, fileReport } from './end.js'
import { evolve } from './evolve.js'
import {
  depositDocument,
  makeDocumentAvailable,
  openDocument,
  recordNoticeOutcome,
  sendNotice,
} from './exchange.js'
import { Guard, requireMember, requireNoObstacle, requireRole, requireTerms } from './guard.js'
import { addActor, orderExpertise } from './order.js'
import { removeActor } from './remove.js'
import {
  acceptDesignation,
  declineDesignation,
  notifyConsignation,
  notifyDesignation,
  orderImmediateStart,
  recordConsignation,
  recordJudgeDecision,
} from './start.js'
import { initialState, type ExpertiseState, type OrderedCase } from './state.js'

/** One case: stream `expertise-<uuid>`. Rules: docs/rules.md. */
export const expertise: Decider<ExpertiseState, ExpertiseAction> = {
  initialState,
  evolve,
  decide,
  persons,
}

function decide(
  action: ExpertiseAction,
  state: ExpertiseState,
  context: ActionContext,
): readonly DraftEvent[] {
  const guard = new Guard(action.kind, state, context)
  const drafts = decideGuarded(action, state, context, guard)
  const { derogation } = guard
  return derogation === undefined
    ? drafts
    : drafts.map((each) => ({ ...each, causation: derogation }))
}

function decideGuarded(
  action: ExpertiseAction,
  state: ExpertiseState,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  if (action.kind === 'OrderExpertise') return orderExpertise(action, state, context, guard)
  if (!isOrdered(state)) guard.refuse('EXPERTISE_UNKNOWN')
  requireMember(guard, state, context)
  requireTerms(guard, context)
  requireRole(guard, action.kind, context)
  requireNoObstacle(guard, action.kind, state, context)
  return decideInCase(action, state, context, guard)
}

type ActionInCase = Exclude<ExpertiseAction, { readonly kind: 'OrderExpertise' }>

function decideInCase(
  action: ActionInCase,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  switch (action.kind) {
    case 'NotifyDesignation':
      return notifyDesignation(state)
    case 'AcceptDesignation':
      return acceptDesignation(action, state, guard)
    case 'DeclineDesignation':
      return declineDesignation(action)
    case 'AddActor':
      return addActor(action, state, context, guard)
    case 'RemoveActor':
      return removeActor(action, state, context, guard)
    case 'RecordConsignation':
      return recordConsignation(action)
    case 'NotifyConsignation':
      return notifyConsignation(state)
    case 'OrderImmediateStart':
      return orderImmediateStart(action)
    case 'RecordJudgeDecision':
      return recordJudgeDecision(action, state, context, guard)
    case 'DepositDocument':
      return depositDocument(action, state, context, guard)
    case 'MakeDocumentAvailable':
      return makeDocumentAvailable(action, state, context, guard)
    case 'SendNotice':
      return sendNotice(action, state, guard)
    case 'RecordNoticeOutcome':
      return recordNoticeOutcome(action, state, guard)
    case 'OpenDocument':
      return openDocument(action, state, context, guard)
    case 'ConsultCase':
      return consultCase(action)
    case 'EndConsultation':
      return endConsultation(action)
    case 'DownloadEvidence':
      return downloadEvidence(action)
    case 'FilePreReport':
      return filePreReport(action, state, guard)
    case 'FileReport':
      return fileReport(action, state, guard)
    case 'CloseExpertise':
      return closeExpertise(action, state, guard)
    default:
      action satisfies never
      return []
  }
}

function isOrdered(state: ExpertiseState): state is OrderedCase {
  return state.order !== null
}

/** Persons whose pseudonyms the events will name. */
function persons(action: ExpertiseAction): readonly string[] {
  switch (action.kind) {
    case 'OrderExpertise':
      return [action.controlJudge, ...action.actors.flatMap(namedPersons)]
    case 'AddActor':
      return namedPersons(action)
    case 'RecordJudgeDecision':
      return action.persons
    default:
      return []
  }
}

function namedPersons(actor: { person: string; actsFor: string | null }): readonly string[] {
  return actor.actsFor === null ? [actor.person] : [actor.person, actor.actsFor]
}
