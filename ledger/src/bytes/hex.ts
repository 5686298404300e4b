import { LedgerError } from '../errors.ts'

const lowerCaseHex = /^(?:[0-9a-f]{2})*$/

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return bytes.toHex()
}

/**
 * Parses untrusted lower-case hexadecimal; `length` in bytes is checked when given.
 * @throws LedgerError BYTES_MALFORMED
 */
export function parseHex(text: string, length?: number): Uint8Array {
  if (!lowerCaseHex.test(text)) {
    throw new LedgerError('BYTES_MALFORMED', 'expected lower-case hexadecimal')
  }
  if (length !== undefined && text.length !== 2 * length) {
    throw new LedgerError('BYTES_MALFORMED', `expected ${length} bytes, got ${text.length / 2}`)
  }
  return Uint8Array.fromHex(text)
}

/** Whether the text is the lower-case hexadecimal of exactly `length` bytes. */
export function isHex(text: unknown, length: number): text is string {
  return typeof text === 'string' && text.length === 2 * length && lowerCaseHex.test(text)
}
