import type { Authentication, JsonValue, Role } from '@contremarque/ledger'
import { IdentityError } from './identity-error.js'
import type { IssuerSession } from './logout/issuer-session.js'
import type { Holder } from './known-persons.js'
import type { IdentifiedPerson } from './session-record.js'

/** Who somebody is found to be, and by what. */
export interface Identification {
  /** In the first of his roles. */
  readonly person: IdentifiedPerson
  /** Every role he may act in. */
  readonly roles: readonly Role[]
  readonly name: string
  /** Function, as shown beside the name; null where only the role is known. */
  readonly title: string | null
  /** Fingerprint of the certificate on whose connections alone the session may be used. */
  readonly bound?: string
  /** When the identification itself is over; absent: it says nothing of that. Milliseconds since 1970. */
  readonly endsAt?: number
  /** The session at an issuer by which he was identified. */
  readonly atIssuer?: IssuerSession
  /** Uuid of the credential that identified him; null: a development persona, taken at his word. */
  readonly credential: string | null
}

/**
 * A person whom a credential identified. `evidence` is personal and committed with all he does.
 * @throws IdentityError ROLE_NOT_HELD when every role was withdrawn
 */
export function identified(
  holder: Holder,
  authentication: Authentication,
  evidence: Readonly<Record<string, JsonValue>>,
): Identification {
  const { id, name, roles, credential } = holder
  const [role] = roles
  if (role === undefined) throw new IdentityError('ROLE_NOT_HELD', 'this person has no role here')
  const person = { id, role, authentication, evidence }
  return { person, roles, name: name ?? '', title: null, credential }
}
