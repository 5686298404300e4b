import type { Role } from '@contremarque/ledger'
import { isZone } from '../court-day.js'
import type { ActionContext, DraftEvent } from '../decider.js'
import { registrationRights } from '../rights/case-rights.js'
import type { AddActor, NamedActor, OrderExpertise } from './action.js'
import { draft } from './draft.js'
import { requireRole, requireTerms, type Guard } from './guard.js'
import type { ExpertiseState, OrderedCase } from './state.js'

/** The order opens the case and registers the judge, the expert and whoever it names. */
export function orderExpertise(
  action: OrderExpertise,
  state: ExpertiseState,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  requireTerms(guard, context)
  requireRole(guard, action.kind, context)
  guard.require(state.order === null, 'EXPERTISE_ALREADY_ORDERED')
  guard.require(isZone(action.zone), 'ZONE_UNKNOWN')
  const judges = action.actors
    .filter(({ role }) => role === 'magistrat')
    .map(({ person }) => person)
  const judgesNamed = judges.includes(action.controlJudge) && judges.includes(context.person.id)
  guard.require(judgesNamed, 'ORDER_WITHOUT_JUDGE')
  const [expert, ...others] = action.actors.filter(({ role }) => role === 'expert')
  if (expert === undefined || others.length > 0) guard.refuse('ORDER_WITHOUT_EXPERT')
  requireDistinct(action.actors, guard)
  for (const { role } of action.actors) requireRegistrable(role, context, guard)
  const { regime, zone, orderedOn, reportDueOn, consignation, controlJudge } = action
  const { number, court, subject, mission } = action
  const ordered = draft(
    'ExpertiseOrdered',
    {
      regime,
      zone,
      orderedOn,
      reportDueOn,
      consignation,
      expert: pseudonymOf(expert.person, context, guard),
      controlJudge: pseudonymOf(controlJudge, context, guard),
    },
    { personal: { number, court, subject, mission } },
  )
  const added = action.actors.map((actor) =>
    actorAdded(actor, actor.person === controlJudge, context, guard),
  )
  return [ordered, ...added]
}

/** The expert registers the parties' side; only the court registers the court and an expert. */
export function addActor(
  action: AddActor,
  state: OrderedCase,
  context: ActionContext,
  guard: Guard,
): readonly DraftEvent[] {
  requireRegistrable(action.role, context, guard)
  if (action.controls && action.role !== 'magistrat') guard.refuse('ROLE_NOT_ALLOWED')
  const pseudonym = pseudonymOf(action.person, context, guard)
  const known = state.actors.get(pseudonym)?.includes(action.role) ?? false
  const takesPlace = action.role === 'expert' && state.designation === 'vacant'
  guard.require(!known || action.controls || takesPlace, 'ACTOR_ALREADY_ADDED')
  return [actorAdded(action, action.controls, context, guard)]
}

function actorAdded(
  actor: NamedActor,
  controls: boolean,
  context: ActionContext,
  guard: Guard,
): DraftEvent {
  const pseudonym = pseudonymOf(actor.person, context, guard)
  const actsFor = actor.actsFor === null ? null : pseudonymOf(actor.actsFor, context, guard)
  return draft(
    'ActorAdded',
    { actor: pseudonym, role: actor.role, actsFor, controls },
    { personal: { name: actor.name, address: actor.address }, subject: pseudonym },
  )
}

function pseudonymOf(person: string, context: ActionContext, guard: Guard): string {
  return context.pseudonyms.get(person) ?? guard.refuse('ACTOR_UNKNOWN')
}

/** Nobody who runs the platform is ever in a case. */
function requireRegistrable(role: Role, { person }: ActionContext, guard: Guard): void {
  const registrable = registrationRights[person.role] ?? []
  if (!registrable.includes(role)) guard.refuse('ROLE_NOT_ALLOWED')
}

function requireDistinct(actors: readonly NamedActor[], guard: Guard): void {
  const named = new Set(actors.map(({ person, role }) => `${person} ${role}`))
  guard.require(named.size === actors.length, 'ACTOR_ALREADY_ADDED')
}
