import type { SessionRecord } from '../identity/session-record.js'
import type { Session } from './schemas/session.js'

/** Opens, finds and ends sessions; the token is known to the browser only. */
export abstract class SessionDesk {
  /** @throws PERSONA_UNKNOWN, IDENTIFICATION_UNAVAILABLE outside a development ledger */
  abstract open(
    persona: string,
  ): Promise<{ readonly token: string; readonly session: SessionRecord }>
  /** The session of an untrusted token, while it lasts. */
  abstract find(token: string): SessionRecord | undefined
  abstract end(session: SessionRecord): void
  abstract describe(session: SessionRecord): Promise<Session>
}
