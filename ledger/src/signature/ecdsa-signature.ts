import { derSequence, derUnsigned } from '../asn1/der-writer.ts'
import { DerReader } from '../asn1/der-reader.ts'
import { compareBytes, concatBytes } from '../bytes/bytes.ts'
import { parseHex } from '../bytes/hex.ts'
import { LedgerError } from '../errors.ts'

export const p256Order = parseHex(
  'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
)
const p256HalfOrder = parseHex('7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8')

/** r and s, each as long as the field, big-endian: the form of SubtleCrypto (IEEE P1363). */
export interface EcdsaSignature {
  readonly r: Uint8Array
  readonly s: Uint8Array
}

/**
 * Reads an untrusted DER Ecdsa-Sig-Value (RFC 3279 §2.2.3) over a field of `size` bytes.
 * @throws LedgerError DER_MALFORMED
 */
export function parseEcdsaSignature(der: Uint8Array, size: number): EcdsaSignature {
  const outer = new DerReader(der)
  const reader = outer.sequence()
  outer.expectEnd()
  const r = fixedLength(reader.integerBytes(), size)
  const s = fixedLength(reader.integerBytes(), size)
  reader.expectEnd()
  return { r, s }
}

export function encodeEcdsaSignature({ r, s }: EcdsaSignature): Uint8Array {
  return derSequence(derUnsigned(r), derUnsigned(s))
}

/** Whether r and s are in range and s is in the lower half of the P-256 order: one form per signature. */
export function isLowS({ r, s }: EcdsaSignature): boolean {
  return compareBytes(r, p256Order) < 0 && compareBytes(s, p256HalfOrder) <= 0
}

/** The same P-256 signature with the lower of s and n − s. */
export function toLowS(signature: EcdsaSignature): EcdsaSignature {
  if (compareBytes(signature.s, p256HalfOrder) <= 0) return signature
  const s = new Uint8Array(p256Order.length)
  let borrow = 0
  for (let i = s.length - 1; i >= 0; i--) {
    const difference = p256Order[i]! - signature.s[i]! - borrow
    borrow = difference < 0 ? 1 : 0
    s[i] = difference + 256 * borrow
  }
  return { r: signature.r, s }
}

/** Of r and s neither may be negative, zero or longer than the field. */
function fixedLength(content: Uint8Array, size: number): Uint8Array {
  const magnitude = content[0] === 0 ? content.subarray(1) : content
  if (content[0]! >= 0x80 || magnitude.length === 0 || magnitude.length > size) {
    throw new LedgerError('DER_MALFORMED', 'expected r and s within the field')
  }
  if (magnitude.length === size) return magnitude
  return concatBytes(new Uint8Array(size - magnitude.length), magnitude)
}
