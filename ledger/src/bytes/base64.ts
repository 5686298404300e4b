import { LedgerError } from '../errors.ts'

const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const urlSafe = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** RFC 4648 §4 base64, padded. */
export function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64()
}

/** RFC 4648 §5 base64url, unpadded. */
export function toBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true })
}

/**
 * Parses untrusted base64 of RFC 4648 §4 and refuses every other spelling of the same bytes:
 * white space, missing padding, stray bits.
 * @throws LedgerError BYTES_MALFORMED
 */
export function parseBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) {
    throw new LedgerError('BYTES_MALFORMED', 'expected padded base64')
  }
  return parse(text, standard, 'base64')
}

/**
 * Parses untrusted unpadded base64url and refuses every other spelling of the same bytes.
 * @throws LedgerError BYTES_MALFORMED
 */
export function parseBase64url(text: string): Uint8Array {
  if (text.length % 4 === 1 || text.includes('=')) {
    throw new LedgerError('BYTES_MALFORMED', 'expected unpadded base64url')
  }
  return parse(text, urlSafe, 'base64url')
}

function parse(text: string, alphabet: string, name: 'base64' | 'base64url'): Uint8Array {
  try {
    const padded = text.padEnd(text.length + ((4 - (text.length % 4)) % 4), '=')
    const bytes = Uint8Array.fromBase64(padded, { alphabet: name, lastChunkHandling: 'strict' })
    if (Math.ceil((bytes.length * 4) / 3) === text.replace(/=+$/, '').length) return bytes
  } catch (cause) {
    throw new LedgerError('BYTES_MALFORMED', `expected ${name} over ${alphabet.slice(-2)}`, { cause })
  }
  throw new LedgerError('BYTES_MALFORMED', `expected ${name} without white space`)
}
