export { LedgerError } from './errors.ts'
