import { LedgerError } from '@contremarque/ledger'

export type TsaErrorCode =
  /** The stamping stream is not what it should be. */
  | 'STAMPING_BROKEN'
  /** No time-stamp for longer than the outage policy allows: legally dated actions are refused. */
  | 'TIMESTAMPING_INTERRUPTED'
  | 'TSA_ANSWER_MALFORMED'
  | 'TSA_ANSWER_TOO_LARGE'
  /** The authority said no, with its own words in the message. */
  | 'TSA_REFUSED'
  | 'TSA_TIMED_OUT'
  /** Its token did not stand up to verification: `details.codes`. */
  | 'TSA_TOKEN_INVALID'
  | 'TSA_UNREACHABLE'

/** Why there is no time-stamp. */
export class TsaError extends LedgerError<TsaErrorCode> {}
