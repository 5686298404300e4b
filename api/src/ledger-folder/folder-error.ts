import { LedgerError } from '@contremarque/ledger'

export type FolderErrorCode =
  /** A development certificate, key or origin where the profile is production. */
  | 'DEVELOPMENT_IN_PRODUCTION'
  /** The documents folder named carries no mark of a ledger: it is not mounted, or not prepared. */
  | 'DOCUMENTS_UNMARKED'
  /** Another process writes here: its pid is in the message. */
  | 'FOLDER_LOCKED'
  /** What is in the folder does not fit together. */
  | 'FOLDER_MALFORMED'
  /** There is a ledger already. */
  | 'FOLDER_TAKEN'
  /** The event store named holds no such ledger, or another one. */
  | 'LEDGER_ELSEWHERE'
  /** There is no ledger, and none may be made here. */
  | 'LEDGER_NOT_FOUND'
  /** Events or personal data stand in files of one node: a second one could not reach them. */
  | 'LEDGER_NOT_SHARED'
  /** Personal data is on its way to another engine, or was moved and stands in this folder still. */
  | 'MOVE_UNFINISHED'
  /** Keys, certificates, TSA or names are missing: the message lists them. */
  | 'SETTINGS_MISSING'
  /** The event store to found in, or to copy to, holds something else already. */
  | 'STORE_TAKEN'
  /** Others than the writer may change the event store, or the writer may remove from it. */
  | 'STORE_UNGUARDED'
  /** Tokens by the certificate brought for a time-stamping authority would not be believed. */
  | 'TSA_UNFIT'

/** Why a data folder cannot be opened or made. */
export class FolderError extends LedgerError<FolderErrorCode> {}
