import type { AcceptTerms, ActorAction, EnrolActor } from '../actions/actor/action.js'
import { actor } from '../actions/actor/actor.js'
import type { Person } from '../actions/decider.js'
import type { Recorded } from '../recorder/record-request.js'
import { derivedUuid, type Idempotency } from '../recorder/request-reference.js'
import { credentialId, type Credential } from './credential.js'
import { IdentityError } from './identity-error.js'
import { KnownPersons, type PersonParts } from './known-persons.js'
import { PLATFORM } from './platform-person.js'
import type { IdentifiedPerson } from './session-record.js'

/** What is recorded of a new person. */
export type Enrolment = Omit<EnrolActor, 'kind' | 'person'>

/** Persons on the platform: enrolment, roles, credentials and terms of use, each in a stream of his own. */
export class Persons {
  readonly known: KnownPersons

  constructor(private readonly parts: PersonParts) {
    this.known = new KnownPersons(parts)
  }

  /** The person with what he accepted so far, as deciders want him. */
  async withTerms(person: IdentifiedPerson): Promise<Person> {
    const { termsAccepted } = await this.known.stateOf(person.id)
    return { ...person, termsAccepted }
  }

  /** Enrols who is here for the first time. */
  async enrolOnce({ id, role }: IdentifiedPerson, name: string): Promise<void> {
    const state = await this.known.stateOf(id)
    if (state.actor !== null) return
    const action = { kind: 'EnrolActor', person: id, role, name, address: null } as const
    // The key makes two first sessions at once enrol once.
    await this.record(id, action, PLATFORM, {
      caller: PLATFORM.id,
      key: `enrol ${id}`,
      bodyDigest: '0'.repeat(64),
    })
  }

  async acceptTerms(
    person: IdentifiedPerson,
    accepted: Pick<AcceptTerms, 'version' | 'sha256'>,
    idempotency: Idempotency,
  ): Promise<Recorded> {
    const self = await this.withTerms(person)
    return this.record(person.id, { kind: 'AcceptTerms', ...accepted }, self, idempotency)
  }

  /** Enrols a new person, whose id derives from the request. @throws ActionRefused */
  async enrol(
    enrolment: Enrolment,
    by: Person,
    idempotency: Idempotency,
  ): Promise<{ readonly person: string; readonly recorded: Recorded }> {
    const { caller, key } = idempotency
    const person = derivedUuid(this.parts.lookupKey, 'person', caller, key)
    const action = { kind: 'EnrolActor', person, ...enrolment } as const
    return { person, recorded: await this.record(person, action, by, idempotency) }
  }

  /** Grants or withdraws a role, or unbinds a credential. @throws ActionRefused */
  change(
    person: string,
    action: Exclude<ActorAction, { kind: 'AcceptTerms' | 'BindCredential' | 'EnrolActor' }>,
    by: Person,
    idempotency: Idempotency,
  ): Promise<Recorded> {
    return this.record(person, action, by, idempotency)
  }

  /**
   * From now on the credential identifies the person. `identifiers` are personal and committed.
   * @throws ActionRefused; IdentityError CREDENTIAL_TAKEN when it identifies somebody else
   */
  async bind(
    person: string,
    credential: Credential,
    identifiers: Readonly<Record<string, string>>,
    by: Person,
    idempotency: Idempotency,
  ): Promise<Recorded> {
    const { lookupKey, credentials } = this.parts
    const id = credentialId(credential, lookupKey)
    const { method } = credential
    const action = { kind: 'BindCredential', credential: id, method, identifiers } as const
    return credentials.binding(async () => {
      const holder = await this.known.holderOf(id)
      if (holder !== undefined && holder !== person) {
        throw new IdentityError('CREDENTIAL_TAKEN', 'it is bound to another person')
      }
      const recorded = await this.record(person, action, by, idempotency)
      await credentials.keep(id, person)
      return recorded
    })
  }

  private record(
    id: string,
    action: ActorAction,
    person: Person,
    idempotency: Idempotency,
  ): Promise<Recorded> {
    const stream = this.parts.streams.actor(id)
    return this.parts.recorder.record({ stream, decider: actor, action, person, idempotency })
  }
}
