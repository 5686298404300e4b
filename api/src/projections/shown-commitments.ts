import type { Commitment, Envelope } from '@contremarque/ledger'

/**
 * The commitments whose openings the read models keep. How a person was identified (serial and
 * fingerprint of a certificate) is for whoever examines that entry, never for every member of the case.
 */
export function shownCommitments({
  commitments,
}: Pick<Envelope, 'commitments'>): readonly Commitment[] {
  return commitments.filter(({ field }) => field !== 'authentication')
}
