import { LedgerError } from '@contremarque/ledger'

/** What a command ends with besides 0: 1 is its own verdict, the others are those of sysexits.h. */
export const FAILED = 1
export const USAGE = 64
export const BROKEN_OFF = 70

/** Tells in one line why a command could not do its work. @returns `code`; @throws a fault of the program again */
export function failure(command: string, error: unknown, code: number = FAILED): number {
  if (!(error instanceof LedgerError)) throw error
  console.error(`contremarque ${command}: ${error.message}`)
  return code
}
