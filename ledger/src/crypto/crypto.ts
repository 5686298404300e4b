/** Digests the ledger computes or meets in tokens and certificates. */
export type DigestAlgorithm = 'sha-256' | 'sha-384' | 'sha-512'

/** Signatures the ledger makes (first two) or meets in the tokens and certificates of others. */
export type SignatureAlgorithm =
  | 'ecdsa-p256-sha256'
  | 'ed25519'
  | 'ecdsa-p256-sha384'
  | 'ecdsa-p256-sha512'
  | 'ecdsa-p384-sha256'
  | 'ecdsa-p384-sha384'
  | 'ecdsa-p384-sha512'
  | 'rsa-pkcs1-sha256'
  | 'rsa-pkcs1-sha384'
  | 'rsa-pkcs1-sha512'
  | 'rsa-pss-sha256'
  | 'rsa-pss-sha384'
  | 'rsa-pss-sha512'

/** One signature to verify: all bytes as they stand in the evidence, untrusted. */
export interface SignatureCheck {
  readonly algorithm: SignatureAlgorithm
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** ECDSA: DER Ecdsa-Sig-Value; Ed25519: 64 bytes; RSA: as long as the modulus. */
  readonly signature: Uint8Array
  readonly message: Uint8Array
}

/**
 * The platform's cryptography: node:crypto (`@contremarque/ledger/node`) or a Web Worker's
 * SubtleCrypto (`@contremarque/ledger/web`). One contract suite runs on both.
 */
export interface Crypto {
  digest(algorithm: DigestAlgorithm, message: Uint8Array): Uint8Array
  /**
   * Verifies a batch. The answer has one boolean per check, in order. A key or signature that
   * cannot be parsed, or does not fit the algorithm, is `false`, never an exception.
   */
  verifySignatures(checks: readonly SignatureCheck[]): Promise<boolean[]>
}
