import { LedgerError } from '@contremarque/ledger'

export type PersonalDataErrorCode =
  /** The file is of another version of the program. */
  | 'PERSONAL_DATA_VERSION_UNSUPPORTED'
  /** Openings cannot be written: nothing that needs one is recorded. */
  | 'OPENINGS_UNAVAILABLE'
  /** An opening does not decrypt under its key: the file was altered or a key is not its own. */
  | 'OPENING_UNREADABLE'

export class PersonalDataError extends LedgerError<PersonalDataErrorCode> {}
