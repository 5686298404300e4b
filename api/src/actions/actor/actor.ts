import type { JsonObject } from '@contremarque/ledger'
import { ActionRefused } from '../action-refused.js'
import type { ActionContext, Decider, DraftEvent } from '../decider.js'
import { actsAs } from '../platform/is-platform.js'
import type { RefusalCode } from '../refusals.js'
import { personRights } from '../rights/person-rights.js'
import { termsInForce } from '../terms.js'
import type {
  AcceptTerms,
  ActorAction,
  BindCredential,
  EnrolActor,
  GrantRole,
  UnbindCredential,
  WithdrawRole,
} from './action.js'
import { evolve, NOBODY, type ActorState } from './state.js'

export const actor: Decider<ActorState, ActorAction> = {
  initialState: NOBODY,
  evolve,
  decide,
  persons: (action) => (action.kind === 'EnrolActor' ? [action.person] : []),
}

function decide(
  action: ActorAction,
  state: ActorState,
  context: ActionContext,
): readonly DraftEvent[] {
  switch (action.kind) {
    case 'EnrolActor':
      return enrol(action, state, context)
    case 'AcceptTerms':
      return acceptTerms(action, state, context)
    case 'GrantRole':
    case 'WithdrawRole':
      return changeRole(action, state, context)
    case 'BindCredential':
      return bind(action, state, context)
    case 'UnbindCredential':
      return unbind(action, state, context)
    default:
      action satisfies never
      return []
  }
}

function enrol(action: EnrolActor, state: ActorState, context: ActionContext): DraftEvent[] {
  const { kind, person, role, name, address } = action
  requireRole(kind, context)
  refuseIf(state.actor !== null, 'ACTOR_ALREADY_ENROLLED', kind)
  const pseudonym = context.pseudonyms.get(person)
  if (pseudonym === undefined) throw new ActionRefused('ACTOR_UNKNOWN', kind)
  const personal = address === null ? { name } : { name, address }
  return [about(pseudonym, 'ActorEnrolled', { role }, personal)]
}

function acceptTerms(action: AcceptTerms, state: ActorState, context: ActionContext): DraftEvent[] {
  const { kind, version, sha256 } = action
  refuseIf(state.actor === null, 'ACTOR_NOT_ENROLLED', kind)
  refuseIf(state.actor !== context.actor, 'NOT_THE_ACTOR', kind)
  const terms = termsInForce(context.now)
  refuseIf(version !== terms.version, 'TERMS_VERSION_UNKNOWN', kind)
  refuseIf(sha256 !== terms.sha256, 'TERMS_TEXT_UNKNOWN', kind)
  const data = { version, sha256 }
  return [{ type: 'TermsAccepted', typeVersion: 2, data, personal: {}, documents: [] }]
}

function changeRole(
  { kind, role }: GrantRole | WithdrawRole,
  state: ActorState,
  context: ActionContext,
): DraftEvent[] {
  const person = requireEnrolled(kind, state, context)
  const isHeld = state.roles.includes(role)
  if (kind === 'GrantRole') {
    refuseIf(isHeld, 'ROLE_ALREADY_GRANTED', kind)
    return [about(person, 'RoleGranted', { role })]
  }
  refuseIf(!isHeld, 'ROLE_NOT_GRANTED', kind)
  return [about(person, 'RoleWithdrawn', { role })]
}

function bind(action: BindCredential, state: ActorState, context: ActionContext): DraftEvent[] {
  const { kind, credential, method, identifiers } = action
  const person = requireEnrolled(kind, state, context)
  refuseIf(state.credentials.has(credential), 'CREDENTIAL_ALREADY_BOUND', kind)
  return [about(person, 'CredentialBound', { credential, method }, identifiers)]
}

function unbind(action: UnbindCredential, state: ActorState, context: ActionContext): DraftEvent[] {
  const { kind, credential, reason } = action
  const person = requireEnrolled(kind, state, context)
  refuseIf(!state.credentials.has(credential), 'CREDENTIAL_NOT_BOUND', kind)
  const isRenewed = reason !== 'renewed' || hasSuccessor(credential, state)
  refuseIf(!isRenewed, 'CREDENTIAL_NOT_RENEWED', kind)
  return [about(person, 'CredentialUnbound', { credential, reason })]
}

/** Whether another by the same method was bound later, and still is (ADR 31). */
function hasSuccessor(credential: string, { credentials }: ActorState): boolean {
  const bound = [...credentials]
  const at = bound.findIndex(([each]) => each === credential)
  const method = credentials.get(credential)
  return bound.slice(at + 1).some(([, later]) => later === method)
}

/** Pseudonym of the person whom an administrator changes. */
function requireEnrolled(
  kind: ActorAction['kind'],
  { actor: pseudonym }: ActorState,
  context: ActionContext,
): string {
  requireRole(kind, context)
  if (pseudonym === null) throw new ActionRefused('ACTOR_NOT_ENROLLED', kind)
  return pseudonym
}

/** The table of rights. */
function requireRole(kind: ActorAction['kind'], context: ActionContext): void {
  refuseIf(!actsAs(personRights[kind], context), 'ROLE_NOT_ALLOWED', kind)
}

function refuseIf(holds: boolean, code: RefusalCode, kind: ActorAction['kind']): void {
  if (holds) throw new ActionRefused(code, kind)
}

/** An event about a person that somebody else asks for. */
function about(
  pseudonym: string,
  type: string,
  data: JsonObject,
  personal: DraftEvent['personal'] = {},
): DraftEvent {
  const clear = { actor: pseudonym, ...data }
  return { type, typeVersion: 1, data: clear, personal, subject: pseudonym, documents: [] }
}
