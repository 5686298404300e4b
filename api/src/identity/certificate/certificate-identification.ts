import { toHex, type Crypto } from '@contremarque/ledger'
import type { Clock } from '../../config/clock.js'
import { identified, type Identification } from '../identification.js'
import { IdentityError } from '../identity-error.js'
import type { KnownPersons } from '../known-persons.js'
import type { CertificateAuthority, PresentedCertificate } from './certificate-authority.js'
import type { Revocation } from './revocation.js'
import { validateCertificate } from './validate-certificate.js'

export interface CertificateIdentificationParts {
  readonly authorities: readonly CertificateAuthority[]
  readonly revocation: Pick<Revocation, 'statusOf'>
  readonly persons: Pick<KnownPersons, 'find'>
  readonly clock: Clock
  readonly crypto: Crypto
}

/** Identifies who proved in a TLS handshake to hold the key of a certificate. */
export class CertificateIdentification {
  constructor(private readonly parts: CertificateIdentificationParts) {}

  /**
   * Validates the certificate anew, revocation included, and finds whose it is. What was found out
   * stands in the identification, so that it gets into every event.
   * @throws IdentityError with a code of its own per cause
   */
  async identify(presented: PresentedCertificate | undefined): Promise<Identification> {
    if (presented === undefined) {
      throw new IdentityError('CERTIFICATE_MISSING', 'the connection shows no client certificate')
    }
    const { authorities, clock, crypto, persons, revocation } = this.parts
    const now = clock.now()
    const validated = await validateCertificate(presented, authorities, now, crypto)
    const validity = await revocation.statusOf(validated)
    const bound = this.fingerprintOf(presented)
    const person = await persons.find({ method: 'certificate', fingerprint: bound })
    if (person === undefined) {
      throw new IdentityError('CERTIFICATE_UNBOUND', 'this certificate is bound to nobody here')
    }
    const serial = toHex(validated.certificate.serial)
    const checkedAt = new Date(now).toISOString()
    const authentication = { method: 'certificate', validity, checkedAt } as const
    const authority = validated.authority.name.normalize('NFC')
    const evidence = { authentication: { authority, fingerprint: bound, serial } }
    return { ...identified(person, authentication, evidence), bound }
  }

  /** SHA-256 of the certificate's DER: what a person and a session are bound to. */
  fingerprintOf({ der }: PresentedCertificate): string {
    return toHex(this.parts.crypto.digest('sha-256', der))
  }
}
