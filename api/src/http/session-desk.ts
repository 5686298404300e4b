import type { Role } from '@contremarque/ledger'
import type { FastifyRequest } from 'fastify'
import type { ActorState } from '../actions/actor/state.js'
import { reading } from '../actions/console/reading.js'
import { routesOf } from '../actions/rights/route-rights.js'
import { termsInForce } from '../actions/terms.js'
import type { Clock } from '../config/clock.js'
import { IdentityError } from '../identity/identity-error.js'
import type { Identification } from '../identity/identification.js'
import type { PersonaIdentification } from '../identity/persona-identification.js'
import type { Persons } from '../identity/persons.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Sessions } from '../identity/sessions.js'
import { isNotWhole } from '../recorder/recorder-error.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Streams } from '../recorder/streams.js'
import type { Session } from './schemas/session.js'
import { sessionToken } from './session-cookie.js'

export interface SessionDeskParts {
  readonly profile: 'development' | 'production'
  /** Absent outside a development ledger. */
  readonly personas?: PersonaIdentification
  readonly sessions: Sessions
  readonly persons: Persons
  readonly recorder: Recorder
  readonly streams: Streams
  readonly clock: Clock
}

/** Opens, finds and ends sessions. */
export class SessionDesk {
  private readonly found = new WeakMap<FastifyRequest, Promise<SessionRecord | undefined>>()

  constructor(private readonly parts: SessionDeskParts) {}

  /** A session of a development persona, enrolled at its first one. @throws IdentityError */
  async openAsPersona(persona: string): Promise<OpenedSession> {
    const { personas } = this.parts
    if (personas === undefined) {
      throw new IdentityError('IDENTIFICATION_UNAVAILABLE', 'personas exist in development only')
    }
    const identified = await personas.identify(persona)
    await this.enrol(identified)
    return this.open(identified)
  }

  /**
   * Opens a session of who was identified and records it. The token is known to the caller only. A
   * ledger that is not whole records no session, and whoever comes may see why: its health, not its
   * cases, whose reading would have to be recorded.
   * @throws IdentityError
   */
  async open(identification: Identification): Promise<OpenedSession> {
    const { sessions } = this.parts
    const opened = await sessions.open(identification)
    try {
      await this.record(opened.session)
    } catch (error) {
      if (isNotWhole(error)) return opened
      await sessions.end(opened.session)
      throw error
    }
    return opened
  }

  /** The session whose untrusted token a request carries, while it lasts and its role and credential are held. */
  async find(request: FastifyRequest): Promise<SessionRecord | undefined> {
    const session = await this.carried(request)
    if (session === undefined) return undefined
    const state = await this.parts.persons.known.stateOf(session.person.id)
    // Over a ledger that is not whole nobody can be enrolled (ADR 11).
    if (state.actor === null || isHeld(session, state)) return session
    await this.end(session)
    return undefined
  }

  /** Id of the session a request carries, while it lasts; whether its role is still held is not asked. */
  async idOf(request: FastifyRequest): Promise<string | undefined> {
    return (await this.carried(request))?.id
  }

  /** Why the session whose untrusted token a request carries is over, where it ended by itself. */
  async expiry(request: FastifyRequest): Promise<IdentityError | undefined> {
    const token = sessionToken(request)
    const code = token && (await this.parts.sessions.whyEnded(token))
    return code ? new IdentityError(code, 'open another one') : undefined
  }

  /** The session, kept from ending unused. */
  use(session: SessionRecord): Promise<SessionRecord> {
    return this.parts.sessions.use(session)
  }

  /** From now on the session acts in another role of its person's; recorded. @throws IdentityError */
  async actAs(session: SessionRecord, role: Role): Promise<SessionRecord> {
    const changed = await this.parts.sessions.actAs(session, role)
    await this.record(changed)
    return changed
  }

  /** @throws ActionRefused TERMS_NOT_ACCEPTED, told in the person's own stream */
  async requireTerms(session: SessionRecord): Promise<void> {
    const { persons, recorder, streams, clock } = this.parts
    const person = await persons.withTerms(session.person)
    if (person.termsAccepted === termsInForce(clock.now()).version) return
    const stream = streams.console(person.id)
    const action = { kind: 'UsePlatform' } as const
    await recorder.assertNotRefused({ stream, decider: reading, action, person })
  }

  end(session: SessionRecord): Promise<void> {
    return this.parts.sessions.end(session)
  }

  async describe(session: SessionRecord): Promise<Session> {
    const { persons, profile, clock } = this.parts
    const { person, roles, name, title, purpose, expiresAt } = session
    const { termsAccepted } = await persons.withTerms(person)
    const { method, validity, checkedAt } = person.authentication
    return {
      person: { id: person.id, name, role: person.role, roles: [...roles], title },
      authentication: {
        method: method as Session['authentication']['method'],
        validity,
        checkedAt,
      },
      profile,
      may: [...routesOf(person.role)],
      terms: { inForce: termsInForce(clock.now()).version, accepted: termsAccepted },
      purpose,
      expiresAt: new Date(expiresAt).toISOString(),
    }
  }

  /** Looked up once for all who ask during one request. */
  private carried(request: FastifyRequest): Promise<SessionRecord | undefined> {
    const token = sessionToken(request)
    if (token === undefined) return Promise.resolve(undefined)
    const found = this.found.get(request) ?? this.parts.sessions.find(token)
    this.found.set(request, found)
    return found
  }

  private async enrol({ person, name }: Identification): Promise<void> {
    try {
      await this.parts.persons.enrolOnce(person, name)
    } catch (error) {
      if (!isNotWhole(error)) throw error
    }
  }

  private async record({ id, person }: SessionRecord): Promise<void> {
    const { persons, recorder, streams } = this.parts
    await recorder.record({
      stream: streams.console(person.id),
      decider: reading,
      action: { kind: 'OpenSession', session: id },
      person: await persons.withTerms(person),
    })
  }
}

/** Whether the person still has what the session rests on, whoever should have ended it. */
function isHeld(
  { person, credential }: SessionRecord,
  { roles, credentials }: ActorState,
): boolean {
  return roles.includes(person.role) && (credential === null || credentials.has(credential))
}

export interface OpenedSession {
  readonly token: string
  readonly session: SessionRecord
}
