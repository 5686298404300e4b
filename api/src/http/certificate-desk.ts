import type { FastifyRequest } from 'fastify'
import type { CertificateProxy } from '../identity/certificate/certificate-authority.js'
import type { CertificateIdentification } from '../identity/certificate/certificate-identification.js'
import { certificateProof } from '../identity/certificate/certificate-proof.js'
import type { Identification } from '../identity/identification.js'
import { IdentityError } from '../identity/identity-error.js'
import type { RefusedIdentifications } from '../identity/refused-identifications.js'
import type { Metrics } from './metrics.js'
import type { OpenedSession, SessionDesk } from './session-desk.js'
import { shownCertificate } from './shown-certificate.js'

export interface CertificateDeskParts {
  readonly identification: CertificateIdentification
  readonly proxies: readonly CertificateProxy[]
  readonly refused: RefusedIdentifications
  readonly sessions: SessionDesk
  readonly metrics: Metrics
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

  private async identify(
    { identification, metrics, proxies, refused }: CertificateDeskParts,
    request: FastifyRequest,
  ): Promise<Identification> {
    const presented = shownCertificate(request, proxies)
    try {
      return await identification.identify(presented)
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error
      metrics.notIdentified.inc({ code: error.code })
      if (presented !== undefined) await refused.opening(certificateProof(presented), error)
      throw error
    }
  }
}
