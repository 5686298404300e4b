import { hash, X509Certificate } from 'node:crypto'
import { parseCertificate, toHex } from '@contremarque/ledger'
import type { BindableCredential } from './credential.js'
import { IdentityError } from './identity-error.js'

/**
 * What a certificate identifies by, and what is committed of it: digest, serial and issuer. Its chain and
 * validity are looked at when somebody comes with it. Untrusted: `der`.
 * @throws IdentityError CREDENTIAL_MALFORMED
 */
export function certificateCredential(der: Uint8Array): BindableCredential {
  try {
    const serial = toHex(parseCertificate(der).serial)
    const { issuer } = new X509Certificate(der)
    const fingerprint = hash('sha256', der)
    return {
      credential: { method: 'certificate', fingerprint },
      identifiers: { fingerprint, serial, issuer: issuer.normalize('NFC') },
    }
  } catch (cause) {
    const message = 'expected one X.509 certificate in DER'
    throw new IdentityError('CREDENTIAL_MALFORMED', message, { cause })
  }
}
