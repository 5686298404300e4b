import type { Crypto } from '../crypto/crypto.ts'

/** Reused: digests are synchronous and keep no reference. Grows to the largest entry seen. */
let prefixed = new Uint8Array(4096)

/** The one hash of an entry: the RFC 9162 §2.1.1 leaf hash SHA-256(0x00 ‖ der). */
export function entryHash(der: Uint8Array, crypto: Crypto): Uint8Array {
  if (prefixed.length <= der.length) prefixed = new Uint8Array(2 * der.length)
  prefixed.set(der, 1)
  return crypto.digest('sha-256', prefixed.subarray(0, der.length + 1))
}

/** The event store's id: the first 16 bytes of the entry hash with the bits of a UUIDv8 (RFC 9562). */
export function storeEventId(entryHash: Uint8Array): string {
  const id = entryHash.slice(0, 16)
  id[6] = (id[6]! & 0x0f) | 0x80
  id[8] = (id[8]! & 0x3f) | 0x80
  const hex = id.toHex()
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
