import type { Person } from '../actions/decider.js'
import { platform } from '../actions/platform/platform.js'
import type { RecordedEntry } from './record-request.js'
import type { Recorder } from './recorder.js'
import type { OpeningStore } from '../personal-data/opening-store.js'

/** The stream that tells every erasure. */
export const ERASURES = 'platform-erasures'
/** Commitments that one OpeningsErased may name. */
const MAX_NAMED = 512

export interface Erasure {
  /** Person id whose data is erased, in one stream. */
  readonly person: string
  readonly stream: string
  /** Code of the ground: `retention-ended`. */
  readonly basis: string
  /** Who erases: the platform or the data-protection officer. */
  readonly by: Person
}

/**
 * Destroys what opens a person's commitments in one stream, then records which ones: gone from files
 * and logs before the ledger says so. Whoever breaks off in between erases again and loses none.
 *
 * @returns the entries that tell it; none when there was nothing to erase
 */
export async function eraseOpenings(
  openings: Pick<OpeningStore, 'erase' | 'forget'>,
  recorder: Pick<Recorder, 'record'>,
  { person, stream, basis, by }: Erasure,
): Promise<readonly RecordedEntry[]> {
  const digests = await openings.erase(person, stream)
  const entries: RecordedEntry[] = []
  for (let at = 0; at < digests.length; at += MAX_NAMED) {
    const commitments = digests.slice(at, at + MAX_NAMED)
    const recorded = await recorder.record({
      stream: ERASURES,
      decider: platform,
      action: { kind: 'EraseOpenings', commitments, basis },
      person: by,
    })
    entries.push(...recorded.entries)
  }
  await openings.forget(person, stream)
  return entries
}
