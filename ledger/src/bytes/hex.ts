import { LedgerError } from '../errors.ts'

const lowerCaseHex = /^(?:[0-9a-f]{2})*$/
/** 1 at the code of a lower-case hexadecimal digit: half the time of a pattern. */
const isDigit = new Uint8Array(128)
for (const digit of '0123456789abcdef') isDigit[digit.charCodeAt(0)] = 1

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
  if (typeof text !== 'string' || text.length !== 2 * length || text.length % 2 !== 0) return false
  for (let i = 0; i < text.length; i++) if (isDigit[text.charCodeAt(i)] !== 1) return false
  return true
}
