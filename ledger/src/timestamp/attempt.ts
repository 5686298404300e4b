import { LedgerError } from '../errors.ts'

/** Undefined for untrusted bytes that cannot be read; the caller names the problem. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}
