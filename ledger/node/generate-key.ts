import { generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

export interface GeneratedKey {
  /** PKCS#8 in PEM, encrypted (PBES2, AES-256-CBC) when a passphrase was given. */
  readonly privateKeyPem: string
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
}

/** A fresh key for entries, certificates and tokens. */
export function generateP256(passphrase?: string): GeneratedKey {
  return toGenerated(generateKeyPairSync('ec', { namedCurve: 'P-256' }), passphrase)
}

/** A fresh key for notes. */
export function generateEd25519(passphrase?: string): GeneratedKey {
  return toGenerated(generateKeyPairSync('ed25519'), passphrase)
}

function toGenerated(
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject },
  passphrase: string | undefined,
): GeneratedKey {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption }),
    publicKey: Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' })),
  }
}
