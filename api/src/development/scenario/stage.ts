import type { DocumentReference, Envelope } from '@contremarque/ledger'
import type { ActionRefused } from '../../actions/action-refused.js'
import type { ActorAction } from '../../actions/actor/action.js'
import type { ExpertiseAction } from '../../actions/expertise/action.js'
import type { PersonaHandle } from '../../identity/personas.js'
import type { Paper } from './paper.js'

/** Where the story is played: every action takes the recorder's path, none the store's. */
export interface Stage {
  /** The persona's own stream: enrolment, terms. */
  performOnActor(
    persona: PersonaHandle,
    by: Player,
    action: ActorAction,
    key: string,
  ): Promise<Played>
  /** A case's stream; null opens the case that derives from player and key. */
  performInCase(
    stream: string | null,
    by: Player,
    action: ExpertiseAction,
    key: string,
  ): Promise<Played>
  /** Stores the paper, then performs the action that brings it; a repeat leaves no second copy. */
  bring(
    stream: string,
    by: Player,
    paper: Paper,
    action: (document: DocumentReference) => ExpertiseAction,
    key: string,
  ): Promise<Played>
  /** Uuid that only this ledger derives from the key: the same at every telling. */
  uuid(key: string): string
  /** Seals and time-stamps all that is recorded; with `heartbeat` even when nothing is, for a fresh anchor. */
  settle(options: { readonly heartbeat: boolean }): Promise<void>
}

export type Player = PersonaHandle | 'plateforme'

export interface Played {
  readonly stream: string
  readonly envelopes: readonly Envelope[]
  /** Why nothing else was recorded, or null. */
  readonly refused: ActionRefused | null
}
