import type { Role } from '@contremarque/ledger'
import type { Person } from '../actions/decider.js'
import type { Purpose } from '../actions/purpose.js'
import type { IssuerSession } from './logout/issuer-session.js'

/** A person as identified at the start of a session; what he accepted may change during it. */
export type IdentifiedPerson = Omit<Person, 'termsAccepted'>

/** An open session as the server knows it; its token is known to the browser only. */
export interface SessionRecord {
  /** Uuid, recorded when the session is opened. */
  readonly id: string
  readonly person: IdentifiedPerson
  readonly name: string
  /** Function, as shown beside the name; null where only the role is known. */
  readonly title: string | null
  /** Roles in which the person may act; `person.role` is the one chosen. */
  readonly roles: readonly Role[]
  /** Fingerprint of the certificate on whose connections alone it may be used; null: on any. */
  readonly bound: string | null
  /** Uuid of the credential by which it was opened; null: of a development persona. */
  readonly credential: string | null
  /** The session at an issuer on which it rests; absent: on none. */
  readonly atIssuer?: IssuerSession
  /** What is read for; null until it is stated. */
  readonly purpose: Purpose | null
  /** Uuid of one purpose in one role: another with each change of either. */
  readonly reading: string
  /** Milliseconds since 1970, of this machine. */
  readonly openedAt: number
  /** When it ends, whatever is asked in it. */
  readonly expiresAt: number
  /** When the person last asked something in it, to a minute. */
  readonly usedAt: number
}
