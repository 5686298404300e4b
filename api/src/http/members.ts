import { actor, type ActorAction, type ActorState } from '../actions/actor/actor.js'
import type { Person } from '../actions/decider.js'
import type { Recorded } from '../recorder/record-request.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Idempotency } from '../recorder/request-reference.js'
import type { Streams } from '../recorder/streams.js'
import { PLATFORM } from '../identity/platform-person.js'
import type { IdentifiedPerson } from '../identity/session-record.js'

/** Persons on the platform: enrolment and terms of use, each in a stream of his own. */
export class Members {
  constructor(
    private readonly recorder: Recorder,
    private readonly streams: Streams,
  ) {}

  /** The person with what he accepted so far, as deciders want him. */
  async withTerms(person: IdentifiedPerson): Promise<Person> {
    const { termsAccepted } = await this.stateOf(person.id)
    return { ...person, termsAccepted }
  }

  /** Enrols who is here for the first time. */
  async enrolOnce(person: IdentifiedPerson, name: string): Promise<void> {
    const state = await this.stateOf(person.id)
    if (state.actor !== null) return
    const { id, role } = person
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
    version: string,
    idempotency: Idempotency,
  ): Promise<Recorded> {
    const self = await this.withTerms(person)
    return this.record(person.id, { kind: 'AcceptTerms', version }, self, idempotency)
  }

  private record(
    id: string,
    action: ActorAction,
    person: Person,
    idempotency: Idempotency,
  ): Promise<Recorded> {
    const stream = this.streams.actor(id)
    return this.recorder.record({ stream, decider: actor, action, person, idempotency })
  }

  private async stateOf(person: string): Promise<ActorState> {
    return (await this.recorder.fold(this.streams.actor(person), actor)).head.state
  }
}
