import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { derBitString, derOid, derSequence } from '../../src/asn1/der-writer.ts'
import { oid } from '../../src/asn1/oid.ts'
import { concatBytes } from '../../src/bytes/bytes.ts'
import { parseHex, toHex } from '../../src/bytes/hex.ts'
import { LedgerError } from '../../src/errors.ts'
import { encodeEcdsaSignature, toLowS } from '../../src/signature/ecdsa-signature.ts'
import type { KeySigner } from '../../src/signature/signer.ts'
import { invert, multiplyGenerator, order } from './p256-point.ts'

/**
 * A P-256 key from 32 secret bytes whose signatures are the same at every run (RFC 6979), low-S:
 * for vectors, with keys that everybody knows. Slow, and not constant in time.
 * @throws LedgerError KEY_UNUSABLE when the secret is 0 or not below the order
 */
export function fixedKeySigner(secret: Uint8Array): KeySigner {
  const key = toNumber(secret)
  const point = multiplyGenerator(key)
  if (secret.length !== 32 || key >= order || point === undefined) {
    throw new LedgerError('KEY_UNUSABLE', 'expected 32 bytes from 1 to the order')
  }
  const algorithm = derSequence(derOid(oid.ecPublicKey), derOid(oid.p256))
  const bytes = concatBytes(Uint8Array.of(4), toBytes(point.x), toBytes(point.y))
  return {
    algorithm: 'ecdsa-p256-sha256',
    publicKey: derSequence(algorithm, derBitString(bytes)),
    sign: (message) => encodeEcdsaSignature(toLowS(signDigest(sha256(message), key))),
  }
}

function signDigest(digest: Uint8Array, key: bigint): { r: Uint8Array; s: Uint8Array } {
  for (const nonce of nonces(digest, key)) {
    const r = multiplyGenerator(nonce)!.x % order
    const s = (invert(nonce, order) * (toNumber(digest) + r * key)) % order
    if (r !== 0n && s !== 0n) return { r: toBytes(r), s: toBytes(s) }
  }
  throw new LedgerError('KEY_UNUSABLE', 'expected a nonce')
}

/** RFC 6979 §3.2 for a digest and an order of 256 bits. */
function* nonces(digest: Uint8Array, key: bigint): Generator<bigint> {
  const seed = concatBytes(toBytes(key), toBytes(toNumber(digest) % order))
  let v: Uint8Array = new Uint8Array(32).fill(1)
  let k: Uint8Array = new Uint8Array(32)
  for (const step of [0, 1]) {
    k = hmac(sha256, k, concatBytes(v, Uint8Array.of(step), seed))
    v = hmac(sha256, k, v)
  }
  for (;;) {
    v = hmac(sha256, k, v)
    const nonce = toNumber(v)
    if (nonce > 0n && nonce < order) yield nonce
    k = hmac(sha256, k, concatBytes(v, Uint8Array.of(0)))
    v = hmac(sha256, k, v)
  }
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x0${toHex(bytes)}`)
}

function toBytes(number: bigint): Uint8Array {
  return parseHex(number.toString(16).padStart(64, '0'))
}
