import { createPublicKey, hash, verify } from 'node:crypto'
import type { Crypto } from '../src/crypto/crypto.ts'

export const testCrypto: Crypto = {
  digest: (algorithm, message) => hash(algorithm.replace('-', ''), message, 'buffer'),
  verifySignatures: async (checks) =>
    checks.map(({ algorithm, publicKey, signature, message }) => {
      try {
        const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
        const digest = algorithm === 'ed25519' ? null : /sha\d+/.exec(algorithm)![0]
        return verify(digest, message, key, signature)
      } catch {
        return false
      }
    }),
}
