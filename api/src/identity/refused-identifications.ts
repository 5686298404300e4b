import type { Authentication, JsonValue } from '@contremarque/ledger'
import { ActionRefused } from '../actions/action-refused.js'
import { isRefusalCode } from '../actions/refusals.js'
import type { Clock } from '../config/clock.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Credential } from './credential.js'
import type { IdentityError } from './identity-error.js'
import type { KnownPerson } from './known-persons.js'
import type { Persons } from './persons.js'

/** A credential whose holder proved that it is his; what else may be wrong with it is not said. */
export interface Proof {
  readonly credential: Credential
  /** Personal: committed. */
  readonly evidence: Readonly<Record<string, JsonValue>>
}

/** What is asked in somebody’s name: a session or its end, or one request that a platform makes for him. */
export type Asked = 'ActThroughPlatform' | 'EndSession' | 'OpenSession'

export interface RefusedIdentificationsParts {
  readonly persons: Persons
  readonly recorder: Pick<Recorder, 'tellRefusal'>
  readonly clock: Clock
}

/**
 * Tells the ledger that somebody's identification was refused, where it is known whose it was. What proves
 * nothing tells nothing: anybody could fill the stream of somebody else.
 */
export class RefusedIdentifications {
  constructor(private readonly parts: RefusedIdentificationsParts) {}

  /** Records that whom the credential is bound to, or was last, was not heard. */
  async asking(action: Asked, proof: Proof, error: IdentityError): Promise<void> {
    const holder = await this.parts.persons.known.lastHolder(proof.credential)
    await this.record(holder, proof, error, action)
  }

  /** Records that a session of this person was ended. */
  async continuing(person: string, proof: Proof, error: IdentityError): Promise<void> {
    const holder = await this.parts.persons.known.get(person)
    await this.record(holder, proof, error, 'ContinueSession')
  }

  /** Among what the person did outside cases; in the role held last where every one was withdrawn. */
  private async record(
    holder: KnownPerson | undefined,
    { credential, evidence }: Proof,
    { code }: IdentityError,
    action: Asked | 'ContinueSession',
  ): Promise<void> {
    const role = holder?.roles[0] ?? holder?.withdrawn
    if (holder === undefined || !role || !isRefusalCode(code)) return
    const { persons, recorder, clock } = this.parts
    const checkedAt = new Date(clock.now()).toISOString()
    const { method } = credential
    const authentication = { method, validity: validityOf(code), checkedAt } as const
    const told = { authentication: { ...evidence } }
    const person = { id: holder.id, role, authentication, evidence: told }
    recorder.tellRefusal(new ActionRefused(code, action), await persons.withTerms(person))
  }
}

function validityOf(code: string): Authentication['validity'] {
  return code === 'CERTIFICATE_REVOKED' ? 'revoked' : 'unknown'
}
