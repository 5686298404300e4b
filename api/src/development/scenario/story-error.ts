import { LedgerError } from '@contremarque/ledger'

export type StoryErrorCode =
  /** A scene did not come out as written. */
  | 'STORY_DERAILED'
  /** The story's file does not fit. */
  | 'STORY_MALFORMED'

/** The demo story cannot go on; the ledger is whole all the same. */
export class StoryError extends LedgerError<StoryErrorCode> {}
