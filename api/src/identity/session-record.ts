import type { Person } from '../actions/decider.js'

/** An open session as the server knows it. */
export interface SessionRecord {
  /** Hash of the token: names the session in memory and in the journal of reads. */
  readonly id: string
  readonly person: Omit<Person, 'termsAccepted'>
  readonly name: string
  readonly title: string
  /** Milliseconds since 1970. */
  readonly openedAt: number
  readonly expiresAt: number
}
