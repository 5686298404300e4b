import { LedgerError } from '@contremarque/ledger'

export type ReadModelErrorCode =
  /** A file just built or pointed to cannot be opened. */
  | 'READ_MODEL_UNUSABLE'
  /** Somebody reads the file for so long that what was erased cannot be taken out of its log yet. */
  | 'READ_MODEL_BUSY'
  /** The thread that projects failed or ended: another one goes on from what is stored. */
  | 'PROJECTION_ENDED'

/** The read side cannot serve, or cannot go on. */
export class ReadModelError extends LedgerError<ReadModelErrorCode> {}
