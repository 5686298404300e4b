import { LedgerError } from '@contremarque/ledger'

/** An erasure that is not begun. */
export class ErasureError extends LedgerError<
  'CONFIRMATION_STALE' | 'ERASURE_TOO_LARGE' | 'NOTHING_HELD'
> {}
