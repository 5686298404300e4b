import type { Role } from '@contremarque/ledger'
import type { FoldedEvent } from '../decider.js'
import type { CredentialMethod } from './action.js'

export interface ActorState {
  /** Pseudonym of the person in this stream; null before enrolment. */
  readonly actor: string | null
  /** Version last accepted, or null. */
  readonly termsAccepted: string | null
  /** In the order in which they were granted. */
  readonly roles: readonly Role[]
  /** The role that was withdrawn last, whether granted again since or not; null: none was. */
  readonly withdrawn: Role | null
  /** What the person is identified by now, by its uuid, in the order in which it was bound. */
  readonly credentials: ReadonlyMap<string, CredentialMethod>
}

export const NOBODY: ActorState = {
  actor: null,
  termsAccepted: null,
  roles: [],
  withdrawn: null,
  credentials: new Map(),
}

type ActorEvent =
  | {
      readonly type: 'ActorEnrolled'
      readonly data: { readonly actor: string; readonly role: Role }
    }
  | { readonly type: 'TermsAccepted'; readonly data: { readonly version: string } }
  | { readonly type: 'RoleGranted' | 'RoleWithdrawn'; readonly data: { readonly role: Role } }
  | {
      readonly type: 'CredentialBound'
      readonly data: { readonly credential: string; readonly method: CredentialMethod }
    }
  | { readonly type: 'CredentialUnbound'; readonly data: { readonly credential: string } }
  | { readonly type: 'ActionRefused' | 'RefusalsSummarised' }

export function evolve(state: ActorState, { envelope }: FoldedEvent): ActorState {
  const event = envelope as unknown as ActorEvent
  switch (event.type) {
    case 'ActorEnrolled':
      return { ...state, actor: event.data.actor, roles: [event.data.role] }
    case 'TermsAccepted':
      return { ...state, termsAccepted: event.data.version }
    case 'RoleGranted':
      return { ...state, roles: [...state.roles, event.data.role] }
    case 'RoleWithdrawn': {
      const withdrawn = event.data.role
      return { ...state, roles: state.roles.filter((role) => role !== withdrawn), withdrawn }
    }
    case 'CredentialBound':
      return {
        ...state,
        credentials: new Map(state.credentials).set(event.data.credential, event.data.method),
      }
    case 'CredentialUnbound':
      return { ...state, credentials: without(state.credentials, event.data.credential) }
    case 'ActionRefused':
    case 'RefusalsSummarised':
      return state
    default:
      event satisfies never
      return state
  }
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): Map<string, Value> {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}
