import { sha384, sha512 } from '@noble/hashes/sha2.js'
import type {
  Crypto,
  DigestAlgorithm,
  SignatureAlgorithm,
  SignatureCheck,
} from '../src/crypto/crypto.ts'
import { LedgerError } from '../src/errors.ts'
import { concatBytes } from '../src/bytes/bytes.ts'
import { parseEcdsaSignature } from '../src/signature/ecdsa-signature.ts'
import { fitsAlgorithm, parsePublicKey, toRsaEncryption } from '../src/signature/public-key.ts'
import type { PublicKey } from '../src/signature/public-key.ts'
import { sha256 } from './sha256.ts'

const MAX_KEYS = 1024
/** How many verifications are handed to SubtleCrypto at a time. */
const WINDOW = 64

type ImportParameters = Parameters<SubtleCrypto['importKey']>[2]
type VerifyParameters = Parameters<SubtleCrypto['verify']>[0]

/**
 * Crypto for a Web Worker or a page: signatures by SubtleCrypto, digests, which must be
 * synchronous, in JavaScript. Imported keys are kept, by the bytes of their SubjectPublicKeyInfo.
 */
export function webCrypto(): Crypto {
  const keys = new Map<string, Promise<CryptoKey | undefined>>()
  return {
    digest,
    async verifySignatures(checks) {
      const results: boolean[] = []
      for (let from = 0; from < checks.length; from += WINDOW) {
        const window = checks.slice(from, from + WINDOW)
        results.push(...(await Promise.all(window.map((check) => verifyOne(check, keys)))))
      }
      return results
    },
  }
}

const digests = { 'sha-256': sha256, 'sha-384': sha384, 'sha-512': sha512 } as const

function digest(algorithm: DigestAlgorithm, message: Uint8Array): Uint8Array {
  return digests[algorithm](message)
}

async function verifyOne(
  check: SignatureCheck,
  keys: Map<string, Promise<CryptoKey | undefined>>,
): Promise<boolean> {
  const name = `${check.algorithm} ${check.publicKey.toHex()}`
  let pending = keys.get(name)
  if (pending === undefined) {
    if (keys.size >= MAX_KEYS) keys.clear()
    keys.set(name, (pending = importKey(check)))
  }
  const key = await pending
  const signature = signatureFor(check)
  if (key === undefined || signature === undefined) return false
  const message = new Uint8Array(check.message)
  return crypto.subtle.verify(verifyParameters(check.algorithm), key, signature, message)
}

async function importKey({ algorithm, publicKey }: SignatureCheck): Promise<CryptoKey | undefined> {
  const key = parseOrUndefined(publicKey)
  if (key === undefined || !fitsAlgorithm(key, algorithm)) return undefined
  const spki = new Uint8Array(key.type === 'rsa-pss' ? toRsaEncryption(key) : publicKey)
  try {
    return await crypto.subtle.importKey('spki', spki, importParameters(algorithm), false, [
      'verify',
    ])
  } catch {
    return undefined
  }
}

/** SubtleCrypto takes r ‖ s where X.509 and CMS have DER. */
function signatureFor({ algorithm, signature }: SignatureCheck) {
  if (!algorithm.startsWith('ecdsa-')) return new Uint8Array(signature)
  try {
    const { r, s } = parseEcdsaSignature(signature, algorithm.startsWith('ecdsa-p256') ? 32 : 48)
    return concatBytes(r, s)
  } catch (cause) {
    if (cause instanceof LedgerError) return undefined
    throw cause
  }
}

function importParameters(algorithm: SignatureAlgorithm): ImportParameters {
  if (algorithm === 'ed25519') return { name: 'Ed25519' }
  if (algorithm.startsWith('ecdsa-')) {
    return { name: 'ECDSA', namedCurve: algorithm.startsWith('ecdsa-p256') ? 'P-256' : 'P-384' }
  }
  const name = algorithm.startsWith('rsa-pss') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  return { name, hash: hashName(algorithm) }
}

function verifyParameters(algorithm: SignatureAlgorithm): VerifyParameters {
  if (algorithm === 'ed25519') return { name: 'Ed25519' }
  if (algorithm.startsWith('ecdsa-')) return { name: 'ECDSA', hash: hashName(algorithm) }
  if (algorithm.startsWith('rsa-pkcs1-')) return { name: 'RSASSA-PKCS1-v1_5' }
  return { name: 'RSA-PSS', saltLength: Number(algorithm.slice(-3)) / 8 }
}

function hashName(algorithm: SignatureAlgorithm): string {
  return `SHA-${algorithm.slice(-3)}`
}

function parseOrUndefined(publicKey: Uint8Array): PublicKey | undefined {
  try {
    return parsePublicKey(publicKey)
  } catch (cause) {
    if (cause instanceof LedgerError) return undefined
    throw cause
  }
}
