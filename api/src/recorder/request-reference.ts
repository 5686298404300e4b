import { createHmac } from 'node:crypto'
import type { RequestReference } from '@contremarque/ledger'

/** Who asks under which key; `bodyDigest` tells a repeat from another request. */
export interface Idempotency {
  /** Person id or name of the calling platform. */
  readonly caller: string
  /** The client's Idempotency-Key. */
  readonly key: string
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyDigest: string
}

/**
 * What an entry keeps of a request (FORMATS §4): HMAC-SHA-256 under the lookup key, of caller and key
 * and of the body's digest. A body holds names and addresses: its plain digest could be guessed.
 */
export function requestReference(
  { caller, key, bodyDigest }: Idempotency,
  lookupKey: Uint8Array,
): RequestReference {
  return {
    key: keyed(lookupKey, 'request', caller, key).toString('hex'),
    body: keyed(lookupKey, 'body', bodyDigest).toString('hex'),
  }
}

/**
 * A UUIDv8 that only this ledger can derive: of a new stream from its request, of a person's own
 * streams from the person. Foreign ids map the same way (FORMATS §3).
 */
export function derivedUuid(lookupKey: Uint8Array, purpose: string, ...parts: string[]): string {
  const bytes = keyed(lookupKey, purpose, ...parts).subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Every part is preceded by its length, so that no two lists of parts run together. */
function keyed(lookupKey: Uint8Array, purpose: string, ...parts: string[]): Buffer {
  const text = [purpose, ...parts].map((part) => `${Buffer.byteLength(part)}:${part}`).join('')
  return createHmac('sha256', lookupKey).update(text).digest()
}
