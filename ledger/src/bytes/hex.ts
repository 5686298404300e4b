import { LedgerError } from '../errors.ts'

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const lowerCaseHex = /^(?:[0-9a-f]{2})*$/

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += digits[byte]!
  return text
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
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** Whether the text is the lower-case hexadecimal of exactly `length` bytes. */
export function isHex(text: unknown, length: number): text is string {
  return typeof text === 'string' && text.length === 2 * length && lowerCaseHex.test(text)
}
