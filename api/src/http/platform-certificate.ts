import { parseCertificate, type Certificate } from '@contremarque/ledger'
import type { PresentedCertificate } from '../identity/certificate/certificate-authority.js'
import { IdentityError } from '../identity/identity-error.js'

/**
 * That a certificate by which alone a platform is known may be used now; whose it is, its digest says.
 * @throws IdentityError CLIENT_UNKNOWN, CERTIFICATE_UNREADABLE, CERTIFICATE_NOT_YET_VALID, CERTIFICATE_EXPIRED
 */
export function assertUsable(shown: PresentedCertificate | undefined, now: number): void {
  if (shown === undefined) {
    throw new IdentityError('CLIENT_UNKNOWN', 'neither an access token nor a certificate')
  }
  const { notBefore, notAfter } = read(shown)
  if (now < notBefore) throw new IdentityError('CERTIFICATE_NOT_YET_VALID', 'of a platform')
  // notAfter names a whole second (RFC 5280 §4.1.2.5).
  if (now >= notAfter + 1000) throw new IdentityError('CERTIFICATE_EXPIRED', 'of a platform')
}

function read({ der }: PresentedCertificate): Certificate {
  try {
    return parseCertificate(Uint8Array.from(der))
  } catch (cause) {
    throw new IdentityError('CERTIFICATE_UNREADABLE', 'of a platform', { cause })
  }
}
