import { hash } from 'node:crypto'
import { certificateCredential } from '../../identity/certificate-credential.js'
import type { Credential } from '../../identity/credential.js'
import type { Holder } from '../../identity/known-persons.js'
import { PERSONAS, type Persona } from '../../identity/personas.js'
import type { Persons } from '../../identity/persons.js'
import { PLATFORM } from '../../identity/platform-person.js'
import type { DevelopmentPersonaCertificates } from './persona-certificates.js'

/**
 * Whose a credential is, in a development ledger: a persona is enrolled, and bound to the certificate
 * it was issued, when it first comes with it. Once; unbound it stays unbound.
 */
export class PersonaHolders {
  private readonly personas: ReadonlyMap<string, Persona>

  constructor(
    private readonly persons: Persons,
    private readonly certificates: DevelopmentPersonaCertificates,
  ) {
    this.personas = new Map(
      PERSONAS.map((persona) => [hash('sha256', certificates.of(persona).der), persona]),
    )
  }

  async find(credential: Credential): Promise<Holder | undefined> {
    const persona =
      credential.method === 'certificate' ? this.personas.get(credential.fingerprint) : undefined
    const known = await this.persons.known.find(credential)
    if (persona === undefined || known !== undefined) return known
    await this.bind(persona)
    return this.persons.known.find(credential)
  }

  private async bind(persona: Persona): Promise<void> {
    const { id, role, name } = persona
    const { authentication, evidence } = PLATFORM
    await this.persons.enrolOnce({ id, role, authentication, evidence }, name)
    const { credential, identifiers } = certificateCredential(this.certificates.of(persona).der)
    const key = `bind ${identifiers['fingerprint'] ?? ''}`
    const idempotency = { caller: PLATFORM.id, key, bodyDigest: '0'.repeat(64) }
    await this.persons.bind(id, credential, identifiers, PLATFORM, idempotency)
  }
}
