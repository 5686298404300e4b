import type { ActionContext, DraftEvent } from '../decider.js'
import type {
  AcceptDesignation,
  DeclineDesignation,
  OrderImmediateStart,
  RecordConsignation,
  RecordJudgeDecision,
} from './action.js'
import { draft } from './draft.js'
import type { Guard, OrderedCase } from './guard.js'

export function notifyDesignation(state: OrderedCase, guard: Guard): readonly DraftEvent[] {
  guard.require(state.designation === 'none', 'DESIGNATION_ALREADY_NOTIFIED')
  return [draft('DesignationNotified', { expert: state.order.expert })]
}

/** R09: before the administrative courts the declaration must be whole; elsewhere it is recorded as made. */
export function acceptDesignation(
  action: AcceptDesignation,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  requireAnswerable(state, context, guard)
  const { competent, available, noConflict } = action.declaration
  const whole = competent && available && noConflict
  guard.require(state.order.regime === 'civil' || whole, 'DECLARATION_INCOMPLETE')
  return [draft('DesignationAccepted', { competent, available, noConflict })]
}

export function declineDesignation(
  action: DeclineDesignation,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  requireAnswerable(state, context, guard)
  const { ground, reason } = action
  return [draft('DesignationDeclined', { ground }, { personal: { reason } })]
}

export function recordConsignation(
  action: RecordConsignation,
  state: OrderedCase,
  guard: Guard,
): readonly DraftEvent[] {
  guard.require(state.order.consignationOrdered, 'CONSIGNATION_NOT_ORDERED')
  const { amountCents, paidOn } = action
  return [draft('ConsignationRecorded', { amountCents, paidOn })]
}

export function notifyConsignation(state: OrderedCase, guard: Guard): readonly DraftEvent[] {
  guard.require(state.consignation !== 'none', 'CONSIGNATION_NOT_RECORDED')
  return [draft('ConsignationNotified', { expert: state.order.expert })]
}

export function orderImmediateStart(
  action: OrderImmediateStart,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  guard.require(context.actor === state.order.controlJudge, 'NOT_THE_CONTROL_JUDGE')
  const { orderedOn, reference } = action
  return [draft('ImmediateStartOrdered', { orderedOn }, { personal: { reference } })]
}

/** What it lifts, it lifts from this entry on; R02 and R04 only for persons it names. */
export function recordJudgeDecision(
  action: RecordJudgeDecision,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  guard.require(context.actor === state.order.controlJudge, 'NOT_THE_CONTROL_JUDGE')
  const { decision, decidedOn, lifts, persons, until, reference, grounds } = action
  const recorded = state.decisions.some(({ id }) => id === decision)
  guard.require(!recorded, 'DECISION_ALREADY_RECORDED')
  const personal = lifts.includes('R02') || lifts.includes('R04')
  guard.require(!personal || persons.length > 0, 'DECISION_NEEDS_PERSONS')
  const actors = persons.map(
    (person) => context.pseudonyms.get(person) ?? guard.refuse('ACTOR_UNKNOWN'),
  )
  return [
    draft(
      'JudgeDecisionRecorded',
      { decision, decidedOn, lifts: [...new Set(lifts)].sort(), actors, until },
      { personal: { reference, grounds } },
    ),
  ]
}

function requireAnswerable(state: OrderedCase, context: ActionContext, guard: Guard): void {
  guard.require(context.actor === state.order.expert, 'NOT_THE_DESIGNATED_EXPERT')
  guard.require(state.designation !== 'none', 'DESIGNATION_NOT_NOTIFIED')
  guard.require(state.designation === 'notified', 'DESIGNATION_ALREADY_ANSWERED')
}
