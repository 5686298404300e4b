/** Signs entries: a file key, later a PKCS#11 token. */
export interface Signer {
  readonly algorithm: 'ecdsa-p256-sha256'
  /** X.509 certificate of the key, DER. */
  readonly certificate: Uint8Array
  /**
   * DER Ecdsa-Sig-Value over SHA-256 of the message; signEntry brings s to its lower half.
   * @throws LedgerError KEY_UNUSABLE
   */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** Signs C2SP notes with Ed25519. */
export interface NoteSigner {
  /** Name on the signature line. */
  readonly name: string
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** Signs certificates, CRLs, OCSP responses and tokens: a key without a certificate of its own yet. */
export interface KeySigner {
  readonly algorithm: 'ecdsa-p256-sha256'
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** DER Ecdsa-Sig-Value. */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>
}
