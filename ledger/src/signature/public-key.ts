import { DerReader } from '../asn1/der-reader.ts'
import { derBitString, derNull, derOid, derSequence } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import { tag } from '../asn1/tag.ts'
import type { SignatureAlgorithm } from '../crypto/crypto.ts'
import { LedgerError } from '../errors.ts'

const MIN_RSA_BITS = 2048
const MAX_RSA_BITS = 8192

/** What a SubjectPublicKeyInfo holds, as far as it is accepted. */
export interface PublicKey {
  readonly type: 'p256' | 'p384' | 'ed25519' | 'rsa' | 'rsa-pss'
  /** Content of the BIT STRING: the point, the 32 bytes, RSAPublicKey. */
  readonly bytes: Uint8Array
}

/**
 * Parses an untrusted SubjectPublicKeyInfo (RFC 5480, 8410, 3279, 4055). Points are uncompressed;
 * RSA has 2048 to 8192 bits; RSASSA-PSS keys carry no parameters.
 * @throws LedgerError DER_MALFORMED, SIGNATURE_ALGORITHM_UNSUPPORTED
 */
export function parsePublicKey(spki: Uint8Array): PublicKey {
  const outer = new DerReader(spki)
  const reader = outer.sequence()
  outer.expectEnd()
  const algorithm = reader.sequence()
  const bytes = reader.bitStringBytes()
  reader.expectEnd()
  const type = keyType(algorithm)
  algorithm.expectEnd()
  assertSize(type, bytes)
  return { type, bytes }
}

/** Whether a key of this type makes signatures of this algorithm. */
export function fitsAlgorithm({ type }: PublicKey, algorithm: SignatureAlgorithm): boolean {
  if (type === 'rsa') return algorithm.startsWith('rsa-')
  if (type === 'rsa-pss') return algorithm.startsWith('rsa-pss-')
  return type === 'ed25519' ? algorithm === 'ed25519' : algorithm.startsWith(`ecdsa-${type}-`)
}

/** The key under id-rsaEncryption, as SubtleCrypto wants every RSA key. */
export function toRsaEncryption({ bytes }: PublicKey): Uint8Array {
  return derSequence(derSequence(derOid(oid.rsaEncryption), derNull()), derBitString(bytes))
}

function keyType(algorithm: DerReader): PublicKey['type'] {
  const id = algorithm.oid()
  if (id === oid.ed25519) return 'ed25519'
  if (id === oid.rsaPss) return 'rsa-pss'
  if (id === oid.rsaEncryption) {
    algorithm.null()
    return 'rsa'
  }
  const curve = id === oid.ecPublicKey && algorithm.peekTag() === tag.oid ? algorithm.oid() : id
  if (curve === oid.p256) return 'p256'
  if (curve === oid.p384) return 'p384'
  throw unsupported(`public key algorithm ${curve}`)
}

function assertSize(type: PublicKey['type'], bytes: Uint8Array): void {
  if (type === 'rsa' || type === 'rsa-pss') {
    const key = new DerReader(bytes).sequence()
    const modulus = key.integerBytes()
    const magnitude = modulus[0] === 0 ? modulus.subarray(1) : modulus
    const size = 8 * magnitude.length - Math.clz32(magnitude[0] ?? 0) + 24
    if (size >= MIN_RSA_BITS && size <= MAX_RSA_BITS && modulus[0]! < 0x80) return
    throw unsupported(`RSA key of ${size} bits`)
  }
  const size = { p256: 65, p384: 97, ed25519: 32 }[type]
  if (bytes.length !== size || (type !== 'ed25519' && bytes[0] !== 4)) {
    throw unsupported('public key of another size or form')
  }
}

function unsupported(what: string): LedgerError {
  return new LedgerError('SIGNATURE_ALGORITHM_UNSUPPORTED', `expected a supported key, got ${what}`)
}
