import { reading } from '../actions/console/reading.js'
import { termsInForce } from '../actions/terms.js'
import type { Clock } from '../config/clock.js'
import { IdentityError } from '../identity/identity-error.js'
import type { Members } from './members.js'
import type { PersonaIdentification } from '../identity/persona-identification.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Sessions } from '../identity/sessions.js'
import { RecorderError } from '../recorder/recorder-error.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Streams } from '../recorder/streams.js'
import type { Session } from './schemas/session.js'

export interface SessionDeskParts {
  readonly profile: 'development' | 'production'
  /** Absent outside a development ledger. */
  readonly identification?: PersonaIdentification
  readonly sessions: Sessions
  readonly members: Members
  readonly recorder: Recorder
  readonly streams: Streams
  readonly clock: Clock
}

/** Opens, finds and ends sessions. */
export class SessionDesk {
  constructor(private readonly parts: SessionDeskParts) {}

  /**
   * Identifies a persona, enrols it at its first session and records the session. The token is known
   * to the caller only. A ledger that is not whole records no session, and whoever comes may see why:
   * its health, not its cases, whose reading would have to be recorded.
   * @throws IdentityError
   */
  async open(
    persona: string,
  ): Promise<{ readonly token: string; readonly session: SessionRecord }> {
    const { identification, sessions } = this.parts
    if (identification === undefined) {
      throw new IdentityError('IDENTIFICATION_UNAVAILABLE', 'personas exist in development only')
    }
    const identified = await identification.identify(persona)
    const opened = sessions.open(identified)
    try {
      await this.record(opened.session)
    } catch (error) {
      if (error instanceof RecorderError && error.code === 'LEDGER_NOT_WHOLE') return opened
      sessions.end(opened.session)
      throw error
    }
    return opened
  }

  /** The session of an untrusted token, while it lasts. */
  find(token: string): SessionRecord | undefined {
    return this.parts.sessions.find(token)
  }

  end(session: SessionRecord): void {
    this.parts.sessions.end(session)
  }

  async describe(session: SessionRecord): Promise<Session> {
    const { members, profile, clock } = this.parts
    const { person, name, title, expiresAt } = session
    const { termsAccepted } = await members.withTerms(person)
    const { method, validity, checkedAt } = person.authentication
    return {
      person: { id: person.id, name, role: person.role, title },
      authentication: {
        method: method as Session['authentication']['method'],
        validity,
        checkedAt,
      },
      profile,
      terms: { inForce: termsInForce(clock.now()), accepted: termsAccepted },
      expiresAt: new Date(expiresAt).toISOString(),
    }
  }

  private async record({ id, person, name }: SessionRecord): Promise<void> {
    const { members, recorder, streams } = this.parts
    await members.enrolOnce(person, name)
    await recorder.record({
      stream: streams.console(person.id),
      decider: reading,
      action: { kind: 'OpenSession', session: id },
      person: await members.withTerms(person),
    })
  }
}
