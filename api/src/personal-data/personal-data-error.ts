import { LedgerError } from '@contremarque/ledger'

export type PersonalDataErrorCode =
  /** Data keys stand in PostgreSQL, whose own program copies them. */
  | 'KEYS_ELSEWHERE'
  /** The data keys cannot be copied: the file is missing, damaged or locked for long, or the disk is full. */
  | 'KEYS_UNREADABLE'
  /** A copy of the data keys would stand in the data folder, in whose backup it would be kept for ever. */
  | 'KEY_COPY_NOT_APART'
  /** There is a file where a copy of the data keys was to be. */
  | 'KEY_COPY_TAKEN'
  /** The file is of another version of the program. */
  | 'PERSONAL_DATA_VERSION_UNSUPPORTED'
  /** Openings cannot be written: nothing that needs one is recorded. */
  | 'OPENINGS_UNAVAILABLE'
  /** A data key, or an erasure under way, does not decrypt under the ledger’s key: the file was altered, or is of another ledger. */
  | 'OPENING_UNREADABLE'

export class PersonalDataError extends LedgerError<PersonalDataErrorCode> {}
