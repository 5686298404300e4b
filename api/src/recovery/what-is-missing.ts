import {
  encodeUtf8,
  toBase64url,
  toHex,
  type BatchRecord,
  type LedgerOpened,
} from '@contremarque/ledger'
import type { HeldTree } from './held-history.js'
import { RecoveryError } from './recovery-error.js'
import type { SignedNote, SignedNotes } from './signed-notes.js'

/** What the successor's genesis says of the ledger before it, and what people must be told. */
export interface Missing {
  readonly predecessor: NonNullable<LedgerOpened['predecessor']>
  /** Number of leaves that were signed for and are not held. */
  readonly leaves: number
  /** Places that the last record listed behind what is held. */
  readonly ranges: BatchRecord['ranges']
}

/**
 * Compares what was signed with what is held.
 * @throws RecoveryError NOTHING_MISSING
 */
export function whatIsMissing({ notes, attempt }: SignedNotes, held: HeldTree): Missing {
  const last = notes.reduce(later)
  const { note, checkpoint } = last
  // A checkpoint within what is held does not contradict it: the walk ended before any that does.
  if (checkpoint.size <= held.size) {
    const message = `the store holds all ${held.size} leaves that were signed: start the ledger as it is`
    throw new RecoveryError('NOTHING_MISSING', message)
  }
  return {
    predecessor: {
      checkpoint: toBase64url(encodeUtf8(note)),
      size: held.size,
      root: toHex(held.root),
    },
    leaves: checkpoint.size - held.size,
    ranges: attempt !== undefined && attempt.first >= held.size ? attempt.ranges : [],
  }
}

function later(one: SignedNote, other: SignedNote): SignedNote {
  return other.checkpoint.size > one.checkpoint.size ? other : one
}
