import { DerReader } from '../asn1/der-reader.ts'
import { derExplicit, derInteger, derNull, derOid, derSequence } from '../asn1/der-writer.ts'
import { oid } from '../asn1/oid.ts'
import type { DigestAlgorithm, SignatureAlgorithm } from '../crypto/crypto.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { LedgerError } from '../errors.ts'
import { fitsAlgorithm, parsePublicKey } from './public-key.ts'

const digestOids: Readonly<Record<DigestAlgorithm, string>> = {
  'sha-256': oid.sha256,
  'sha-384': oid.sha384,
  'sha-512': oid.sha512,
}
const ecdsa: Readonly<Record<string, DigestAlgorithm>> = {
  [oid.ecdsaWithSha256]: 'sha-256',
  [oid.ecdsaWithSha384]: 'sha-384',
  [oid.ecdsaWithSha512]: 'sha-512',
}
const pkcs1: Readonly<Record<string, DigestAlgorithm>> = {
  [oid.rsaWithSha256]: 'sha-256',
  [oid.rsaWithSha384]: 'sha-384',
  [oid.rsaWithSha512]: 'sha-512',
}
const pss = pssParameters()

/**
 * Digest named by an untrusted AlgorithmIdentifier (DER), parameters absent or NULL (RFC 5754 §2).
 * @throws LedgerError DER_MALFORMED, SIGNATURE_ALGORITHM_UNSUPPORTED (SHA-1 and the like)
 */
export function digestAlgorithm(identifier: Uint8Array): DigestAlgorithm {
  const { id, parameters } = readIdentifier(identifier)
  const found = (Object.keys(digestOids) as DigestAlgorithm[]).find((key) => digestOids[key] === id)
  if (found === undefined) throw unsupported(id)
  assertAbsentOrNull(parameters)
  return found
}

/**
 * Name of the signature algorithm in an untrusted AlgorithmIdentifier (DER), made with the key in
 * `publicKey` (SubjectPublicKeyInfo, DER). `digest` is what the SignerInfo says: rsaEncryption as
 * signature algorithm names none (RFC 5652 §5.3), and any other must agree with it.
 * @throws LedgerError DER_MALFORMED, SIGNATURE_ALGORITHM_UNSUPPORTED
 */
export function signatureAlgorithm(
  identifier: Uint8Array,
  publicKey: Uint8Array,
  digest?: DigestAlgorithm,
): SignatureAlgorithm {
  const key = parsePublicKey(publicKey)
  const { family, digest: named } = readSignatureIdentifier(identifier, key.type, digest)
  if (digest !== undefined && named !== null && named !== digest) {
    throw unsupported(`${named} in the signature beside ${digest}`)
  }
  const name = named === null ? family : `${family}-${named.replace('-', '')}`
  if (!fitsAlgorithm(key, name as SignatureAlgorithm)) throw unsupported(`${name} by ${key.type}`)
  return name as SignatureAlgorithm
}

/** AlgorithmIdentifier, DER, of the algorithms we sign with. */
export function encodeSignatureAlgorithm(algorithm: 'ecdsa-p256-sha256' | 'ed25519'): Uint8Array {
  return derSequence(derOid(algorithm === 'ed25519' ? oid.ed25519 : oid.ecdsaWithSha256))
}

function readSignatureIdentifier(
  identifier: Uint8Array,
  keyType: string,
  digest: DigestAlgorithm | undefined,
): { family: string; digest: DigestAlgorithm | null } {
  const { id, parameters } = readIdentifier(identifier)
  if (id === oid.rsaPss) return { family: 'rsa-pss', digest: readPss(parameters) }
  const isEcdsa = ecdsa[id] !== undefined
  if (isEcdsa || id === oid.ed25519) {
    if (parameters.length > 0) throw unsupported('parameters')
    return isEcdsa
      ? { family: `ecdsa-${keyType}`, digest: ecdsa[id]! }
      : { family: 'ed25519', digest: null }
  }
  assertAbsentOrNull(parameters)
  const named = pkcs1[id] ?? (id === oid.rsaEncryption ? digest : undefined)
  if (named === undefined) throw unsupported(id)
  return { family: 'rsa-pkcs1', digest: named }
}

function readIdentifier(identifier: Uint8Array): { id: string; parameters: Uint8Array } {
  const outer = new DerReader(identifier)
  const reader = outer.sequence()
  outer.expectEnd()
  const id = reader.oid()
  const parameters = reader.isAtEnd ? new Uint8Array(0) : reader.raw()
  reader.expectEnd()
  return { id, parameters }
}

/** Only the three combinations in use: same digest in MGF1, salt as long as the digest (RFC 4055 §3.1). */
function readPss(parameters: Uint8Array): DigestAlgorithm {
  for (const [digest, encodings] of pss) {
    if (encodings.some((encoding) => equalBytes(encoding, parameters))) return digest
  }
  throw unsupported('RSASSA-PSS parameters')
}

function pssParameters(): ReadonlyMap<DigestAlgorithm, readonly Uint8Array[]> {
  const lengths = { 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 } as const
  const encode = (digest: DigestAlgorithm, hasNull: boolean): Uint8Array => {
    const hash = derSequence(derOid(digestOids[digest]), ...(hasNull ? [derNull()] : []))
    const mask = derSequence(derOid(oid.mgf1), hash)
    const salt = derInteger(lengths[digest])
    return derSequence(derExplicit(0, hash), derExplicit(1, mask), derExplicit(2, salt))
  }
  const digests = Object.keys(lengths) as DigestAlgorithm[]
  return new Map(digests.map((digest) => [digest, [encode(digest, true), encode(digest, false)]]))
}

function assertAbsentOrNull(parameters: Uint8Array): void {
  const isNull = parameters.length === 2 && parameters[0] === 5 && parameters[1] === 0
  if (parameters.length > 0 && !isNull) throw unsupported('parameters')
}

function unsupported(what: string): LedgerError {
  return new LedgerError(
    'SIGNATURE_ALGORITHM_UNSUPPORTED',
    `expected a supported algorithm, got ${what}`,
  )
}
