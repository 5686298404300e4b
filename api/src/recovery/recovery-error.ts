import { LedgerError } from '@contremarque/ledger'

export type RecoveryErrorCode =
  /** The store does not hold what was signed. */
  | 'ENTRIES_MISSING'
  /** The guard is there. */
  | 'GUARD_THERE'
  /** A checkpoint to compare with is of another ledger, or not signed by this one's key. */
  | 'NOTE_FOREIGN'
  /** Nothing says what was signed: no guard, no head, no checkpoint given. */
  | 'NOTES_MISSING'
  /** The store holds everything that was signed: the ledger goes on as it is. */
  | 'NOTHING_MISSING'

/** Why no new ledger is opened in the place of an old one. */
export class RecoveryError extends LedgerError<RecoveryErrorCode> {}
