import type { FastifyRequest } from 'fastify'
import type { CertificateProxy } from '../identity/certificate/certificate-authority.js'
import type { CertificateIdentification } from '../identity/certificate/certificate-identification.js'
import { certificateProof } from '../identity/certificate/certificate-proof.js'
import type { Identification } from '../identity/identification.js'
import { IdentityError } from '../identity/identity-error.js'
import { countedIdentification, type IdentificationTold } from './counted-identification.js'
import type { OpenedSession, SessionDesk } from './session-desk.js'
import { shownCertificate } from './shown-certificate.js'

export interface CertificateDeskParts extends IdentificationTold {
  readonly identification: CertificateIdentification
  readonly proxies: readonly CertificateProxy[]
  readonly sessions: SessionDesk
}

/** Opens sessions of who shows a certificate. */
export class CertificateDesk {
  /** Absent where no authority is configured. */
  constructor(private readonly parts: CertificateDeskParts | undefined) {}

  /**
   * A session bound to the certificate of the request's connection. A refusal is an event where it is
   * known whose certificate it is, and a counter in any case.
   * @throws IdentityError with a code of its own per cause
   */
  async open(request: FastifyRequest): Promise<OpenedSession> {
    if (this.parts === undefined) {
      throw new IdentityError('IDENTIFICATION_UNAVAILABLE', 'no certificates are accepted here')
    }
    return this.parts.sessions.open(await this.identify(this.parts, request))
  }

  private identify(parts: CertificateDeskParts, request: FastifyRequest): Promise<Identification> {
    const presented = shownCertificate(request, parts.proxies)
    return countedIdentification(
      parts,
      () => parts.identification.identify(presented),
      () => presented && certificateProof(presented),
    )
  }
}
