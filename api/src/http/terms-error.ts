import { LedgerError } from '@contremarque/ledger'

/** A published text is not what it was. */
export class TermsError extends LedgerError<'TERMS_TEXT_CHANGED'> {}
