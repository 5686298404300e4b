import { randomUUID } from 'node:crypto'
import { findEventType } from '@contremarque/ledger'
import { ActionRefused, refusalEvent } from '../actions/action-refused.js'
import type { ActionContext, DraftEvent } from '../actions/decider.js'
import type { PseudonymBook } from './recorder-parts.js'
import type { RecordRequest } from './record-request.js'
import type { StreamHead } from './stream-head.js'

/** Who stands behind which pseudonym in one stream, for one action. */
export interface Cast {
  readonly actor: string
  /** Pseudonyms by person id. */
  readonly pseudonyms: ReadonlyMap<string, string>
}

/** What an action came to: events to record, perhaps a refusal among them, or a refusal to tell elsewhere. */
export interface Decision {
  readonly drafts: readonly DraftEvent[]
  readonly refused: ActionRefused | undefined
}

/**
 * The pseudonyms of who acts and whom the action names. New ones are provisional: they are kept only
 * once events that name them are to be recorded.
 */
export async function castAction<State, Action>(
  { stream, decider, action, person }: RecordRequest<State, Action>,
  book: PseudonymBook,
): Promise<Cast> {
  const pseudonyms = new Map<string, string>()
  const named = decider.persons?.(action) ?? []
  for (const id of [person.id, ...named]) {
    if (!pseudonyms.has(id)) pseudonyms.set(id, (await book.find(id, stream)) ?? randomUUID())
  }
  return { actor: pseudonyms.get(person.id)!, pseudonyms }
}

/** Decides one action. A member's refusal becomes an event of the stream; other errors pass through. */
export function decideAction<State, Action>(
  { stream, decider, action, person }: RecordRequest<State, Action>,
  head: StreamHead<State>,
  cast: Cast,
  now: number,
): Decision {
  const context: ActionContext = { now, person, stream, ...cast }
  try {
    return { drafts: decider.decide(action, head.state, context), refused: undefined }
  } catch (error) {
    if (!(error instanceof ActionRefused)) throw error
    const isMember = !error.byStranger && head.revision >= 0
    return { drafts: isMember ? [refusalEvent(error)] : [], refused: error }
  }
}

/** Whether one of the events may be recorded only while time-stamps can be had (FORMATS §4: refusals always may). */
export function isLegallyDated(drafts: readonly DraftEvent[]): boolean {
  return drafts.some((draft) => findEventType(draft.type, draft.typeVersion)?.legallyDated === true)
}
