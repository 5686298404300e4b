import type { Commitment, Envelope } from '@contremarque/ledger'

/**
 * How a person was identified (serial and fingerprint of a certificate) is for whoever examines that entry,
 * never for every member of the case. Whom a reader searched for would outlive an erasure of him. What an
 * erasure is filed under is the data-protection officer's.
 */
const HIDDEN: ReadonlySet<string> = new Set([
  'authentication',
  'erasureDecision',
  'erasureReference',
  'query',
])

/** The commitments whose openings the read models keep. */
export function shownCommitments({
  commitments,
}: Pick<Envelope, 'commitments'>): readonly Commitment[] {
  return commitments.filter(({ field }) => !HIDDEN.has(field))
}
