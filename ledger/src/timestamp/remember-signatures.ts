import { concatBytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Crypto, SignatureCheck } from '../crypto/crypto.ts'

const MAX_REMEMBERED = 4096

/**
 * The same Crypto, but a signature it has verified once is not verified again: the certificates
 * and revocation lists above a TSA are the same for thousands of tokens.
 */
export function rememberSignatures(crypto: Crypto): Crypto {
  const answers = new Map<string, boolean>()
  return {
    digest: (algorithm, message) => crypto.digest(algorithm, message),
    async verifySignatures(checks) {
      const keys = checks.map((check) => keyOf(check, crypto))
      const missing = keys.flatMap((key, index) => (answers.has(key) ? [] : [index]))
      const verified = await crypto.verifySignatures(missing.map((index) => checks[index]!))
      if (answers.size + missing.length > MAX_REMEMBERED) answers.clear()
      const fresh = new Map(missing.map((index, at) => [keys[index]!, verified[at] === true]))
      for (const [key, isValid] of fresh) answers.set(key, isValid)
      return keys.map((key) => fresh.get(key) ?? answers.get(key) ?? false)
    },
  }
}

function keyOf(
  { algorithm, publicKey, signature, message }: SignatureCheck,
  crypto: Crypto,
): string {
  const parts = [encodeUtf8(algorithm), publicKey, signature, message]
  const digests = parts.map((part) => crypto.digest('sha-256', part))
  return toHex(crypto.digest('sha-256', concatBytes(...digests)))
}
