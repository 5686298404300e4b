import { LedgerError } from '@contremarque/ledger'

export type MoveErrorCode =
  /** The database holds data of this ledger that this move did not bring. */
  | 'DATABASE_TAKEN'
  /** Files and database do not hold the same. */
  | 'MOVE_DIFFERS'
  /** The ledger names PostgreSQL, which says nothing of a move: nothing shows that it holds what the files do. */
  | 'MOVE_UNKNOWN'

/** Why personal data does not move: it is where it was. */
export class MoveError extends LedgerError<MoveErrorCode> {}
