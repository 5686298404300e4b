import { actor } from '../actions/actor/actor.js'
import { reading } from '../actions/console/reading.js'
import { expertise } from '../actions/expertise/expertise.js'
import { journal } from '../actions/journal/journal.js'
import { platform } from '../actions/platform/platform.js'
import type { Folding } from './stream-head.js'

const BY_CATEGORY: Readonly<Record<string, Folding<never>>> = {
  actor: actor as Folding<unknown> as Folding<never>,
  console: reading as Folding<unknown> as Folding<never>,
  expertise: expertise as Folding<unknown> as Folding<never>,
  journal: journal as Folding<unknown> as Folding<never>,
  platform: platform as Folding<unknown> as Folding<never>,
}

const NOTHING: Folding<null> = { initialState: null, evolve: () => null }

/** How a stream is folded: by the decider of its category. */
export function foldingOf(stream: string): Folding<never> {
  return BY_CATEGORY[stream.slice(0, stream.indexOf('-'))] ?? (NOTHING as Folding<never>)
}
