import type { JsonObject, JsonValue } from '@contremarque/ledger'
import { ActionRefused } from '../action-refused.js'
import type { ActionContext, Decider, DraftEvent } from '../decider.js'
import type { DownloadEvidence } from '../expertise/action.js'
import { isPlatform } from '../platform/is-platform.js'
import { purposeOf, type PurposeCode } from '../purpose.js'
import { termsInForce } from '../terms.js'

/** What one person reads outside a case: stream `console-<uuid>`. The auditors are audited too (R05). */
export type ConsoleAction =
  | OpenSession
  | UsePlatform
  | StatePurpose
  | ConsultScreen
  | SearchCases
  | ExportLedger
  | DownloadEvidence
  | EndSession

export interface OpenSession {
  readonly kind: 'OpenSession'
  /** Uuid of the session. */
  readonly session: string
}

/** Anything at all but opening a session and reading and accepting the terms of use: R02. */
export interface UsePlatform {
  readonly kind: 'UsePlatform'
}

/** What the session reads for from now on. */
export interface StatePurpose {
  readonly kind: 'StatePurpose'
  readonly session: string
  /** Null where it was left empty. */
  readonly code: PurposeCode | null
  /** Personal: what was written beside it, or null. */
  readonly detail: string | null
}

export interface ConsultScreen {
  readonly kind: 'ConsultScreen'
  /** Code of the screen: `cases`, `ledger-health`. */
  readonly screen: string
  readonly purpose: PurposeCode
}

export interface SearchCases {
  readonly kind: 'SearchCases'
  /** Personal: what was looked for. */
  readonly query: string
  /** How many cases were found. */
  readonly results: number
  readonly purpose: PurposeCode
}

export interface ExportLedger {
  readonly kind: 'ExportLedger'
  /** Whether to be verified at once in the reader's browser, or to be taken away. */
  readonly use: 'download' | 'verification'
  readonly purpose: PurposeCode
}

/** The platform's: what the session came to, told once it is over. */
export interface EndSession {
  readonly kind: 'EndSession'
  readonly session: string
  /** `YYYY-MM-DDThh:mm:ss.sssZ`, like `until`. */
  readonly from: string
  readonly until: string
  readonly reads: number
  readonly cause: EndCause
}

/** By the reader; with its time or a right withdrawn; with the server, in order or not. */
export type EndCause = 'closed' | 'ended' | 'interrupted' | 'stopped'

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
  context: ActionContext,
): readonly DraftEvent[] {
  switch (action.kind) {
    case 'OpenSession':
      return [event('ConsoleSessionOpened', { session: action.session })]
    case 'UsePlatform':
      return requireTerms(action, context)
    case 'StatePurpose':
      return statePurpose(action)
    case 'ConsultScreen':
      return [event('ConsoleConsulted', { screen: action.screen, purpose: action.purpose }, 2)]
    case 'SearchCases': {
      const { query, results, purpose } = action
      return [event('CasesSearched', { results, purpose }, 2, { query })]
    }
    case 'ExportLedger':
      return [event('LedgerExported', { use: action.use, purpose: action.purpose })]
    case 'DownloadEvidence': {
      const { entry, form, purpose } = action
      return [event('EvidenceDownloaded', { entry, form, purpose }, 2)]
    }
    case 'EndSession':
      return endSession(action, context)
    default:
      action satisfies never
      return []
  }
}

function requireTerms({ kind }: UsePlatform, { person, now }: ActionContext): DraftEvent[] {
  if (person.termsAccepted === termsInForce(now).version) return []
  throw new ActionRefused('TERMS_NOT_ACCEPTED', kind)
}

function statePurpose({ kind, session, code, detail }: StatePurpose): DraftEvent[] {
  const purpose = purposeOf(code, detail)
  if (purpose === null) throw new ActionRefused('PURPOSE_EMPTY', kind)
  const personal = detail === null ? {} : { detail }
  return [event('PurposeStated', { session, purpose: purpose.code }, 1, personal)]
}

function endSession(action: EndSession, context: ActionContext): DraftEvent[] {
  const { kind, session, from, until, reads, cause } = action
  if (!isPlatform(context)) throw new ActionRefused('ROLE_NOT_ALLOWED', kind)
  return [event('ConsoleSessionEnded', { session, from, until, reads, cause })]
}

function event(
  type: string,
  data: JsonObject,
  typeVersion = 1,
  personal: Readonly<Record<string, JsonValue>> = {},
): DraftEvent {
  return { type, typeVersion, data, personal, documents: [] }
}
