import type { PresentedCertificate } from '../identity/certificate/certificate-authority.js'
import { assertValidity, readCertificate } from '../identity/certificate/validate-certificate.js'
import { IdentityError } from '../identity/identity-error.js'

/**
 * That a certificate by which alone a platform is known may be used now; whose it is, its digest says.
 * @throws IdentityError CLIENT_UNKNOWN, CERTIFICATE_UNREADABLE, CERTIFICATE_NOT_YET_VALID, CERTIFICATE_EXPIRED
 */
export function assertUsable(shown: PresentedCertificate | undefined, now: number): void {
  if (shown === undefined) {
    throw new IdentityError('CLIENT_UNKNOWN', 'neither an access token nor a certificate')
  }
  assertValidity(readCertificate(shown.der), now)
}
