import type { SignatureCheck } from '../crypto/crypto.ts'

/** Verifies many signatures, on as many cores as it likes; one `Crypto` alone fits too. */
export interface SignatureVerifier {
  /** How many calls of `verifySignatures` may be under way at once to keep it busy. */
  readonly width?: number
  /** One boolean per check, in order; a key or signature that cannot be parsed is `false`. */
  verifySignatures(checks: readonly SignatureCheck[]): Promise<boolean[]>
}
