import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { LedgerError } from '../src/errors.ts'
import type { KeySigner } from '../src/signature/signer.ts'

/**
 * Signs with a bare P-256 key (unencrypted PKCS#8, PEM): certificates, CRLs, OCSP responses, tokens.
 * @throws LedgerError KEY_UNUSABLE
 */
export function keySigner(privateKeyPem: string): KeySigner {
  const key = readKey(privateKeyPem)
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw unusable()
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return {
    algorithm: 'ecdsa-p256-sha256',
    publicKey: Uint8Array.from(publicKey),
    sign: (message) => sign('sha256', message, key),
  }
}

function readKey(privateKeyPem: string) {
  try {
    return createPrivateKey({ key: privateKeyPem, format: 'pem', type: 'pkcs8' })
  } catch {
    throw unusable()
  }
}

function unusable(): LedgerError {
  return new LedgerError('KEY_UNUSABLE', 'expected a P-256 key in PKCS#8')
}
