import { LedgerError } from '@contremarque/ledger'

/** The environment cannot be understood. */
export class SettingsError extends LedgerError<'SETTINGS_MALFORMED'> {}
