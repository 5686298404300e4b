import { ActionRefused } from '../action-refused.js'
import { courtDay } from '../court-day.js'
import type { ActionContext } from '../decider.js'
import { actsAs, isPlatform } from '../platform/is-platform.js'
import { refusals, type RefusalCode, type RuleId } from '../refusals.js'
import { caseRights } from '../rights/case-rights.js'
import { obstacles, type Obstacle } from '../rights/obstacles.js'
import { PARTY_SIDE } from '../rights/roles.js'
import { termsInForce } from '../terms.js'
import type { ExpertiseAction } from './action.js'
import type { ExpertiseState, JudgeDecision, OrderedCase } from './state.js'

/** Who may use the platform, and who is in a case, is for the person and the register: no decision says it instead. */
const NEVER_LIFTED: ReadonlySet<RuleId> = new Set(['R02', 'R04'])

export function isLiftable(rule: RuleId): boolean {
  return !NEVER_LIFTED.has(rule)
}

/** Refuses, unless a recorded decision of the judge lifts the rule for who acts, today. */
export class Guard {
  /** Entry hash of the first decision that had to be relied upon: causation of what follows. */
  derogation: string | undefined
  readonly #kind: string
  readonly #state: ExpertiseState
  readonly #context: ActionContext

  constructor(kind: ExpertiseAction['kind'], state: ExpertiseState, context: ActionContext) {
    this.#kind = kind
    this.#state = state
    this.#context = context
  }

  /** @throws ActionRefused `code` when the condition does not hold and its rule is not lifted */
  require(holds: boolean, code: RefusalCode): void {
    if (holds) return
    const decision = this.#decisionLifting(refusals[code].rule)
    if (decision === undefined) throw new ActionRefused(code, this.#kind)
    this.derogation ??= decision.entry
  }

  /** @throws ActionRefused `code`, which no decision lifts */
  refuse(code: RefusalCode): never {
    throw new ActionRefused(code, this.#kind)
  }

  #decisionLifting(rule: RuleId | null): JudgeDecision | undefined {
    const { order, decisions } = this.#state
    if (rule === null || order === null || !isLiftable(rule)) return undefined
    const today = courtDay(this.#context.now, order.zone)
    return decisions.find(
      ({ lifts, actors, until }) =>
        lifts.includes(rule) &&
        (actors.length === 0 || actors.includes(this.#context.actor)) &&
        (until === null || today <= until),
    )
  }
}

/** R04: registered in this case, in that role. Checked before anything that would tell of the case. */
export function requireMember(guard: Guard, state: OrderedCase, context: ActionContext): void {
  if (isPlatform(context)) return
  const roles = state.actors.get(context.actor)
  guard.require(roles !== undefined, 'NOT_A_MEMBER')
  const registered = roles === undefined || roles.includes(context.person.role)
  guard.require(registered, 'ROLE_NOT_REGISTERED')
}

/** R02: the terms in force, accepted by this person before the first event. */
export function requireTerms(guard: Guard, context: ActionContext): void {
  if (isPlatform(context)) return
  guard.require(
    context.person.termsAccepted === termsInForce(context.now).version,
    'TERMS_NOT_ACCEPTED',
  )
}

/** The table of rights: what it does not grant to the role, no decision lifts. */
export function requireRole(
  guard: Guard,
  kind: ExpertiseAction['kind'],
  context: Pick<ActionContext, 'person'>,
): void {
  if (!actsAs(caseRights[kind].roles, context)) guard.refuse('ROLE_NOT_ALLOWED')
}

/** The table of rights: what it names must not stand in the way now. */
export function requireNoObstacle(
  guard: Guard,
  kind: ExpertiseAction['kind'],
  state: OrderedCase,
  { actor, person }: ActionContext,
): void {
  const { obstacles: named, partyObstacles = [] } = caseRights[kind]
  const all = PARTY_SIDE.includes(person.role) ? [...named, ...partyObstacles] : named
  requireNone(guard, all, state, actor)
}

/** None of these stands in the way of `actor` now. */
export function requireNone(
  guard: Guard,
  all: readonly Obstacle[],
  state: OrderedCase,
  actor: string,
): void {
  for (const code of all) guard.require(!obstacles[code](state, actor), code)
}
