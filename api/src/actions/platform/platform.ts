import type { JsonObject } from '@contremarque/ledger'
import { ActionRefused } from '../action-refused.js'
import type { ActionContext, Decider, DraftEvent, FoldedEvent } from '../decider.js'
import { decideErasure, type EraseOpenings } from './erase.js'
import { isPlatform } from './is-platform.js'

/** What the platform tells of itself, in streams `platform-<topic>`; keys and genesis are the ledger folder's. */
export type PlatformAction =
  InterruptTimestamping | ResumeTimestamping | EraseOpenings | PublishTerms

/** Topic `outages`: no time-stamp obtained for longer than the outage policy allows. */
export interface InterruptTimestamping {
  readonly kind: 'InterruptTimestamping'
  /** `YYYY-MM-DDThh:mm:ss.sssZ`. */
  readonly since: string
  /** Names of the authorities that failed. */
  readonly tsas: readonly string[]
}

export interface ResumeTimestamping {
  readonly kind: 'ResumeTimestamping'
  readonly until: string
}

/** Topic `terms`: a text of the terms of use, and from when it is in force. */
export interface PublishTerms {
  readonly kind: 'PublishTerms'
  readonly version: string
  readonly sha256: string
  /** Day. */
  readonly inForceFrom: string
}

export interface PlatformState {
  /** Since when time-stamping is interrupted, or null. */
  readonly interruptedSince: string | null
  /** Digests of the published terms of use by version. */
  readonly terms: ReadonlyMap<string, string>
}

export const platform: Decider<PlatformState, PlatformAction> = {
  initialState: { interruptedSince: null, terms: new Map() },
  evolve,
  decide,
}

type PlatformEvent =
  | { readonly type: 'TimestampingInterrupted'; readonly data: { readonly since: string } }
  | { readonly type: 'TimestampingResumed' | 'OpeningsErased' }
  | {
      readonly type: 'TermsPublished'
      readonly data: { readonly version: string; readonly sha256: string }
    }

function evolve(state: PlatformState, { envelope }: FoldedEvent): PlatformState {
  const event = envelope as unknown as PlatformEvent
  switch (event.type) {
    case 'TimestampingInterrupted':
      return { ...state, interruptedSince: event.data.since }
    case 'TimestampingResumed':
      return { ...state, interruptedSince: null }
    case 'TermsPublished': {
      const { version, sha256 } = event.data
      return { ...state, terms: new Map(state.terms).set(version, sha256) }
    }
    case 'OpeningsErased':
      return state
    default:
      event satisfies never
      return state
  }
}

function decide(
  action: PlatformAction,
  state: PlatformState,
  context: ActionContext,
): readonly DraftEvent[] {
  const { kind } = action
  const mayErase = kind === 'EraseOpenings' && context.person.role === 'dpo'
  if (!mayErase && !isPlatform(context)) throw new ActionRefused('ROLE_NOT_ALLOWED', kind)
  switch (kind) {
    case 'InterruptTimestamping':
      if (state.interruptedSince !== null) throw new ActionRefused('OUTAGE_OPEN', kind)
      return [event('TimestampingInterrupted', { since: action.since, tsas: action.tsas })]
    case 'ResumeTimestamping': {
      const since = state.interruptedSince
      if (since === null) throw new ActionRefused('OUTAGE_NOT_OPEN', kind)
      return [event('TimestampingResumed', { since, until: action.until })]
    }
    case 'EraseOpenings':
      return decideErasure(action)
    case 'PublishTerms': {
      const { version, sha256, inForceFrom } = action
      if (state.terms.has(version)) throw new ActionRefused('TERMS_ALREADY_PUBLISHED', kind)
      return [event('TermsPublished', { version, sha256, inForceFrom })]
    }
    default:
      action satisfies never
      return []
  }
}

function event(type: string, data: JsonObject): DraftEvent {
  return { type, typeVersion: 1, data, personal: {}, documents: [] }
}
