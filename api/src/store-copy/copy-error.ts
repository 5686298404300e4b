import { LedgerError } from '@contremarque/ledger'

export type CopyErrorCode =
  /** The copy does not pass verification: the message names the first finding. */
  | 'COPY_NOT_WHOLE'
  /** Another node seals while the ledger is to leave the store. */
  | 'LEDGER_BUSY'
  /** Source and target do not hold the same at the place named. */
  | 'STORE_DIFFERS'

/** Why a ledger does not leave its store: it goes on where it was. */
export class CopyError extends LedgerError<CopyErrorCode> {}
