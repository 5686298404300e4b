import { LedgerError } from '@contremarque/ledger'

export type DocumentErrorCode =
  /** The bytes received are not those whose digest and size were declared: nothing was recorded. */
  | 'DOCUMENT_DIGEST_MISMATCH'
  /** More bytes than the ledger takes in one document. */
  | 'DOCUMENT_TOO_LARGE'
  /** The disk is full, or takes nothing for another reason: nothing was stored. */
  | 'DISK_UNAVAILABLE'
  /** The stored bytes are missing, cut or altered. */
  | 'DOCUMENT_UNREADABLE'

export class DocumentError extends LedgerError<DocumentErrorCode> {}
