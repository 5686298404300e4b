import { createCipheriv, createDecipheriv } from 'node:crypto'
import { DocumentError } from './document-error.js'

/** Plain bytes per segment; only the last is shorter. */
export const SEGMENT = 65_536
/** Bytes that each segment is longer once sealed. */
export const TAG = 16

/**
 * Encrypts one segment under a key used for this document only: AES-256-GCM, the nonce being the
 * segment's number and whether it is the last, so that none can be left out, moved or cut off.
 */
export function encryptSegment(
  key: Uint8Array,
  number: number,
  isLast: boolean,
  plain: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(number, isLast))
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** @throws DocumentError DOCUMENT_UNREADABLE */
export function decryptSegment(
  key: Uint8Array,
  number: number,
  isLast: boolean,
  sealed: Uint8Array,
): Uint8Array {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(number, isLast))
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG))
    return Buffer.concat([plain, decipher.final()])
  } catch (cause) {
    throw new DocumentError('DOCUMENT_UNREADABLE', `segment ${number} is not as it was stored`, {
      cause,
    })
  }
}

/** Bytes of a sealed segment that is not the last. */
export const SEALED_SEGMENT = SEGMENT + TAG

/** Cuts a stream of any chunks into segments, telling which is the last. An empty stream is one empty segment. */
export async function* toSegments(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly isLast: boolean }> {
  let held: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    held.push(chunk)
    length += chunk.length
    if (length <= size) continue
    let joined = Buffer.concat(held)
    while (joined.length > size) {
      yield { bytes: joined.subarray(0, size), isLast: false }
      joined = joined.subarray(size)
    }
    held = [joined]
    length = joined.length
  }
  yield { bytes: Buffer.concat(held), isLast: true }
}

function nonce(number: number, isLast: boolean): Uint8Array {
  const bytes = Buffer.alloc(12)
  bytes.writeUIntBE(number, 4, 6)
  bytes[11] = isLast ? 1 : 0
  return bytes
}
