import type { ActionContext, DraftEvent } from '../decider.js'
import { removalRights } from '../rights/case-rights.js'
import type { RemoveActor } from './action.js'
import { draft } from './draft.js'
import type { Guard } from './guard.js'
import type { OrderedCase } from './state.js'

/** A judge or an expert leaves a case by the controlling judge alone, who stays until another is appointed. */
export function removeActor(
  { actor, role, ground, reason }: RemoveActor,
  { order, actors }: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  const removable = removalRights[context.person.role] ?? []
  if (!removable.includes(role)) guard.refuse('ROLE_NOT_ALLOWED')
  const byJudge = role === 'expert' || role === 'magistrat'
  guard.require(!byJudge || context.actor === order.controlJudge, 'NOT_THE_CONTROL_JUDGE')
  guard.require(actors.get(actor)?.includes(role) ?? false, 'ACTOR_NOT_REGISTERED')
  const controls = role === 'magistrat' && actor === order.controlJudge
  guard.require(!controls, 'CONTROL_JUDGE_NEEDED')
  return [draft('ActorRemoved', { actor, role, ground }, { personal: { reason }, subject: actor })]
}
