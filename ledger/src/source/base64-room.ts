import { LedgerError } from '../errors.ts'

const ROOM = 256 * 1024

/**
 * Decodes many byte strings into few large buffers: a buffer for each costs more than decoding it.
 * What is handed out are views that stay valid.
 */
export class Base64Room {
  private room = new Uint8Array(ROOM)
  private used = 0

  /**
   * Untrusted base64 of RFC 4648 §4, padded; every other spelling of the same bytes is refused.
   * @throws LedgerError BYTES_MALFORMED
   */
  parse(text: string): Uint8Array {
    const length = decodedLength(text)
    if (length > this.room.length - this.used) {
      this.room = new Uint8Array(Math.max(ROOM, length))
      this.used = 0
    }
    const target = this.room.subarray(this.used, this.used + length)
    if (text !== '' && !decodes(text, target)) {
      throw new LedgerError('BYTES_MALFORMED', 'expected padded base64 without white space')
    }
    this.used += length
    return target
  }
}

function decodedLength(text: string): number {
  if (text.length % 4 !== 0) throw new LedgerError('BYTES_MALFORMED', 'expected padded base64')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - padding
}

/** White space would leave the target short; a wrong number of characters does not fit it. */
function decodes(text: string, target: Uint8Array): boolean {
  try {
    const { read, written } = target.setFromBase64(text, { lastChunkHandling: 'strict' })
    return read === text.length && written === target.length
  } catch {
    return false
  }
}
