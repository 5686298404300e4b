import { toHex, type Certificate, type Crypto } from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { Identification } from './identification.js'
import { IdentityError } from './identity-error.js'
import { findPersona, type Persona } from './personas.js'
import type { IdentifiedPerson } from './session-record.js'

/** The personas' certificates; made by development/pki. */
export interface PersonaCertificates {
  /** @throws IdentityError PERSONA_CERTIFICATE_INVALID unless it is valid at this instant */
  validAt(persona: Persona, now: number): Promise<Certificate>
}

/** Identifies the personas of a development ledger: it takes anybody at his word. */
export class PersonaIdentification {
  constructor(
    private readonly certificates: PersonaCertificates,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
  ) {}

  /** @throws IdentityError PERSONA_UNKNOWN, PERSONA_CERTIFICATE_INVALID */
  async identify(id: string): Promise<Identification> {
    const persona = findPersona(id)
    if (persona === undefined) throw new IdentityError('PERSONA_UNKNOWN', 'no such persona')
    const { name, title, role } = persona
    const person = await this.personOf(persona)
    return { person, roles: [role], name, title, credential: null }
  }

  /** As a request of this persona is recorded, also by the demo story. */
  async personOf({ id, role }: Persona): Promise<IdentifiedPerson> {
    const now = this.clock.now()
    const certificate = await this.certificates.validAt(findPersona(id)!, now)
    return {
      id,
      role,
      authentication: {
        method: 'development',
        validity: 'good',
        checkedAt: new Date(now).toISOString(),
      },
      evidence: {
        authentication: {
          fingerprint: toHex(this.crypto.digest('sha-256', certificate.der)),
          serial: toHex(certificate.serial),
        },
      },
    }
  }
}
