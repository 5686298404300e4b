import type { Envelope } from '@contremarque/ledger'
import type { ExpertiseEventData } from '../../actions/expertise/event-data.js'
import type { PersonaHandle } from '../../identity/personas.js'
import type { Played } from './stage.js'
import { StoryError } from './story-error.js'

/** A case of the story, as far as it has been told. */
export interface ToldCase {
  readonly stream: string
  readonly pseudonyms: Map<string, PersonaHandle>
  readonly documents: Map<string, ToldDocument>
  /** The last notice by document and addressee. */
  readonly lastNotices: Map<string, string>
}

export interface ToldDocument {
  readonly id: string
  /** Who has been told that it is available, and has to be. */
  readonly recipients: readonly string[]
}

/** Whom an order or a later addition names: the role is the persona's own. */
export interface Named {
  readonly handle: PersonaHandle
  readonly actsFor?: PersonaHandle
}

/** Learns who stands behind the pseudonyms that an order or an addition gave. */
export function notePseudonyms(
  { envelopes }: Played,
  named: readonly Named[],
  pseudonyms: Map<string, PersonaHandle>,
): void {
  const added = envelopes.filter(({ type }) => type === 'ActorAdded')
  added.forEach((envelope, index) => {
    const pseudonym = dataOf<'ActorAdded'>(envelope)?.actor
    const handle = named[index]?.handle
    if (pseudonym !== undefined && handle !== undefined) pseudonyms.set(pseudonym, handle)
  })
}

/** @throws StoryError STORY_DERAILED */
export function pseudonymIn({ pseudonyms }: ToldCase, handle: PersonaHandle): string {
  for (const [pseudonym, each] of pseudonyms) if (each === handle) return pseudonym
  throw new StoryError('STORY_DERAILED', `${handle} has no part in the case`)
}

/** @throws StoryError STORY_DERAILED */
export function documentIn({ documents }: ToldCase, name: string): ToldDocument {
  const document = documents.get(name)
  if (document === undefined) throw new StoryError('STORY_DERAILED', `no document ${name}`)
  return document
}

export function dataOf<Type extends keyof ExpertiseEventData>(envelope: Envelope | undefined) {
  return envelope?.data as ExpertiseEventData[Type] | undefined
}
