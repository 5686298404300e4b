import type { Role } from '@contremarque/ledger'
import { ActionRefused } from '../action-refused.js'
import type { ActionContext, Decider, DraftEvent, FoldedEvent } from '../decider.js'
import { isPlatform } from '../platform/is-platform.js'
import { termsInForce } from '../terms.js'

/** One person on the platform, outside any case: stream `actor-<uuid>`. */
export type ActorAction = EnrolActor | AcceptTerms

export interface EnrolActor {
  readonly kind: 'EnrolActor'
  /** Person id. */
  readonly person: string
  readonly role: Role
  /** Personal. */
  readonly name: string
  /** Address chosen for notices; personal. */
  readonly address: string | null
}

/** R02: by that person alone, of the version in force. */
export interface AcceptTerms {
  readonly kind: 'AcceptTerms'
  readonly version: string
}

export interface ActorState {
  /** Pseudonym of the person in this stream; null before enrolment. */
  readonly actor: string | null
  /** Version last accepted, or null. */
  readonly termsAccepted: string | null
}

export const actor: Decider<ActorState, ActorAction> = {
  initialState: { actor: null, termsAccepted: null },
  evolve,
  decide,
  persons: (action) => (action.kind === 'EnrolActor' ? [action.person] : []),
}

type ActorEvent =
  | { readonly type: 'ActorEnrolled'; readonly data: { readonly actor: string } }
  | { readonly type: 'TermsAccepted'; readonly data: { readonly version: string } }
  | { readonly type: 'ActionRefused' | 'RefusalsSummarised' }

function evolve(state: ActorState, { envelope }: FoldedEvent): ActorState {
  const event = envelope as unknown as ActorEvent
  switch (event.type) {
    case 'ActorEnrolled':
      return { ...state, actor: event.data.actor }
    case 'TermsAccepted':
      return { ...state, termsAccepted: event.data.version }
    case 'ActionRefused':
    case 'RefusalsSummarised':
      return state
    default:
      event satisfies never
      return state
  }
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
    default:
      action satisfies never
      return []
  }
}

function enrol(action: EnrolActor, state: ActorState, context: ActionContext): DraftEvent[] {
  const { kind, person, role, name, address } = action
  if (context.person.role !== 'administrateur' && !isPlatform(context)) {
    throw new ActionRefused('ROLE_NOT_ALLOWED', kind)
  }
  if (state.actor !== null) throw new ActionRefused('ACTOR_ALREADY_ENROLLED', kind)
  const pseudonym = context.pseudonyms.get(person)
  if (pseudonym === undefined) throw new ActionRefused('ACTOR_UNKNOWN', kind)
  return [
    {
      type: 'ActorEnrolled',
      typeVersion: 1,
      data: { actor: pseudonym, role },
      personal: address === null ? { name } : { name, address },
      subject: pseudonym,
      documents: [],
    },
  ]
}

function acceptTerms(action: AcceptTerms, state: ActorState, context: ActionContext): DraftEvent[] {
  const { kind, version } = action
  if (state.actor === null) throw new ActionRefused('ACTOR_NOT_ENROLLED', kind)
  if (state.actor !== context.actor) throw new ActionRefused('NOT_THE_ACTOR', kind)
  if (version !== termsInForce(context.now)) throw new ActionRefused('TERMS_VERSION_UNKNOWN', kind)
  return [{ type: 'TermsAccepted', typeVersion: 1, data: { version }, personal: {}, documents: [] }]
}
