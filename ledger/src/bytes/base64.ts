import { LedgerError } from '../errors.ts'

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
  return parse(text, 'base64')
}

/**
 * Parses untrusted unpadded base64url and refuses every other spelling of the same bytes.
 * @throws LedgerError BYTES_MALFORMED
 */
export function parseBase64url(text: string): Uint8Array {
  if (text.includes('=')) throw malformed('base64url')
  return parse(text.padEnd(Math.ceil(text.length / 4) * 4, '='), 'base64url')
}

function parse(padded: string, alphabet: 'base64' | 'base64url'): Uint8Array {
  const padding = padded.endsWith('==') ? 2 : padded.endsWith('=') ? 1 : 0
  let bytes: Uint8Array
  try {
    bytes = Uint8Array.fromBase64(padded, { alphabet, lastChunkHandling: 'strict' })
  } catch {
    throw malformed(alphabet)
  }
  if (bytes.length !== (padded.length / 4) * 3 - padding) throw malformed(alphabet)
  return bytes
}

function malformed(alphabet: string): LedgerError {
  return new LedgerError('BYTES_MALFORMED', `expected ${alphabet} in its one spelling`)
}
