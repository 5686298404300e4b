import { X509Certificate, createPrivateKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { LedgerError } from '../src/errors.ts'
import type { NoteSigner, Signer } from '../src/signature/signer.ts'

export interface PrivateKeyFile {
  /** PKCS#8 in PEM, encrypted or not. */
  readonly privateKeyPem: string
  /** Needed when the PEM is encrypted. */
  readonly passphrase?: string
}

/**
 * Signs entries with a P-256 key from a file. `certificate` is DER.
 * @throws LedgerError KEY_UNUSABLE when the key cannot be read, is not P-256 or is not the
 * certificate's; neither message nor cause says anything of the key
 */
export function fileSigner(file: PrivateKeyFile & { readonly certificate: Uint8Array }): Signer {
  const key = readKey(file)
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw unusable('a P-256 key')
  if (!isKeyOf(file.certificate, key)) throw unusable('the key of the certificate')
  return {
    algorithm: 'ecdsa-p256-sha256',
    certificate: Uint8Array.from(file.certificate),
    sign: (message) => signInPool(message, key),
  }
}

/** On a thread of the pool: a signature takes longer than all else that the caller does for an entry. */
function signInPool(message: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign('sha256', message, key, (error, signature) => {
      if (error === null) resolve(signature)
      else reject(unusable('a key that signs'))
    })
  })
}

/**
 * Signs notes with an Ed25519 key from a file.
 * @throws LedgerError KEY_UNUSABLE
 */
export function noteSigner(file: PrivateKeyFile & { readonly name: string }): NoteSigner {
  const key = readKey(file)
  if (key.asymmetricKeyType !== 'ed25519') throw unusable('an Ed25519 key')
  const { x } = key.export({ format: 'jwk' })
  return {
    name: file.name,
    publicKey: Uint8Array.from(Buffer.from(x!, 'base64url')),
    sign: (message) => sign(null, message, key),
  }
}

function readKey({ privateKeyPem, passphrase }: PrivateKeyFile): KeyObject {
  // OpenSSL would ask for a missing passphrase on the terminal.
  if (privateKeyPem.includes('ENCRYPTED') && passphrase === undefined) {
    throw unusable('a passphrase for an encrypted key')
  }
  if (!/^-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----/m.test(privateKeyPem)) throw unusable('PKCS#8')
  try {
    return createPrivateKey({
      key: privateKeyPem,
      format: 'pem',
      ...(passphrase !== undefined && { passphrase }),
    })
  } catch {
    throw unusable('a readable key and its passphrase')
  }
}

function isKeyOf(certificate: Uint8Array, key: KeyObject): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(key)
  } catch {
    return false
  }
}

function unusable(expected: string): LedgerError {
  return new LedgerError('KEY_UNUSABLE', `expected ${expected}`)
}
