import type { ActionContext, DraftEvent } from '../decider.js'
import type {
  AcceptDesignation,
  DeclineDesignation,
  OrderImmediateStart,
  RecordConsignation,
  RecordJudgeDecision,
} from './action.js'
import { draft } from './draft.js'
import { isLiftable, type Guard } from './guard.js'
import type { OrderedCase } from './state.js'

export function notifyDesignation(state: OrderedCase): readonly DraftEvent[] {
  return [draft('DesignationNotified', { expert: state.order.expert })]
}

/** R09: before the administrative courts the declaration must be whole; elsewhere it is recorded as made. */
export function acceptDesignation(
  action: AcceptDesignation,
  state: OrderedCase,
  guard: Guard,
): readonly DraftEvent[] {
  const { competent, available, noConflict } = action.declaration
  const whole = competent && available && noConflict
  guard.require(state.order.regime === 'civil' || whole, 'DECLARATION_INCOMPLETE')
  return [draft('DesignationAccepted', { competent, available, noConflict })]
}

export function declineDesignation({ ground, reason }: DeclineDesignation): readonly DraftEvent[] {
  return [draft('DesignationDeclined', { ground }, { personal: { reason } })]
}

export function recordConsignation({
  amountCents,
  paidOn,
}: RecordConsignation): readonly DraftEvent[] {
  return [draft('ConsignationRecorded', { amountCents, paidOn })]
}

export function notifyConsignation(state: OrderedCase): readonly DraftEvent[] {
  return [draft('ConsignationNotified', { expert: state.order.expert })]
}

export function orderImmediateStart({
  orderedOn,
  reference,
}: OrderImmediateStart): readonly DraftEvent[] {
  return [draft('ImmediateStartOrdered', { orderedOn }, { personal: { reference } })]
}

/** What it lifts, it lifts from this entry on. */
export function recordJudgeDecision(
  action: RecordJudgeDecision,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  const { decision, decidedOn, lifts, persons, until, reference, grounds } = action
  const recorded = state.decisions.some(({ id }) => id === decision)
  guard.require(!recorded, 'DECISION_ALREADY_RECORDED')
  if (!lifts.every(isLiftable)) guard.refuse('RULE_NOT_LIFTABLE')
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
