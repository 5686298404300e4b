import { LedgerError } from '@contremarque/ledger'

/** The file as a whole cannot be imported; a single row is a `RowProblem` instead. */
export type ImportErrorCode = 'HEADER_MALFORMED' | 'MAPPING_MALFORMED'

export class ImportError extends LedgerError<ImportErrorCode> {}
