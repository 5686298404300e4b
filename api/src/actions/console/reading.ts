import type { JsonObject, JsonValue } from '@contremarque/ledger'
import { ActionRefused } from '../action-refused.js'
import type { ActionContext, Decider, DraftEvent } from '../decider.js'
import { termsInForce } from '../terms.js'

/** What one person reads outside a case: stream `console-<uuid>`. The auditors are audited too (R05). */
export type ConsoleAction = OpenSession | UsePlatform | ConsultScreen | SearchCases

export interface OpenSession {
  readonly kind: 'OpenSession'
  /** Uuid of the session. */
  readonly session: string
}

/** Anything at all but opening a session and reading and accepting the terms of use: R02. */
export interface UsePlatform {
  readonly kind: 'UsePlatform'
}

export interface ConsultScreen {
  readonly kind: 'ConsultScreen'
  /** Code of the screen: `cases`, `ledger-health`. */
  readonly screen: string
}

export interface SearchCases {
  readonly kind: 'SearchCases'
  /** Personal: what was looked for. */
  readonly query: string
  /** How many cases were found. */
  readonly results: number
}

/** Nothing that happened before changes what is allowed, so nothing is remembered. */
export type ConsoleState = null

export const reading: Decider<ConsoleState, ConsoleAction> = {
  initialState: null,
  evolve: (state) => state,
  decide,
}

function decide(
  action: ConsoleAction,
  _state: ConsoleState,
  { person, now }: ActionContext,
): readonly DraftEvent[] {
  switch (action.kind) {
    case 'UsePlatform':
      if (person.termsAccepted === termsInForce(now).version) return []
      throw new ActionRefused('TERMS_NOT_ACCEPTED', action.kind)
    case 'OpenSession':
      return [event('ConsoleSessionOpened', { session: action.session })]
    case 'ConsultScreen':
      return [event('ConsoleConsulted', { screen: action.screen })]
    case 'SearchCases':
      return [event('CasesSearched', { results: action.results }, { query: action.query })]
    default:
      action satisfies never
      return []
  }
}

function event(
  type: string,
  data: JsonObject,
  personal: Readonly<Record<string, JsonValue>> = {},
): DraftEvent {
  return { type, typeVersion: 1, data, personal, documents: [] }
}
