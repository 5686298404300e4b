import { LedgerError } from '../errors.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 of a well-formed string. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/**
 * Decodes untrusted bytes; a byte order mark is kept as a character.
 * @throws LedgerError BYTES_MALFORMED when the bytes are not UTF-8
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch (cause) {
    throw new LedgerError('BYTES_MALFORMED', 'expected UTF-8', { cause })
  }
}
