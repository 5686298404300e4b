import type { Role } from '@contremarque/ledger'
import { actor } from '../actions/actor/actor.js'
import type { ActorState } from '../actions/actor/state.js'
import type { CredentialMethod } from '../actions/actor/action.js'
import type { Credentials } from '../personal-data/credentials.js'
import type { OpeningReader } from '../personal-data/opening.js'
import type { Pseudonyms } from '../personal-data/pseudonyms.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Streams } from '../recorder/streams.js'
import { credentialId, type Credential } from './credential.js'

export interface PersonParts {
  readonly recorder: Recorder
  readonly streams: Streams
  readonly pseudonyms: Pseudonyms
  readonly credentials: Credentials
  readonly openings: OpeningReader
  readonly lookupKey: Uint8Array
}

/** A person enrolled on the platform, as his own stream says now. */
export interface KnownPerson {
  readonly id: string
  /** Null once erased. */
  readonly name: string | null
  /** In the order in which they were granted; none: he may do nothing. */
  readonly roles: readonly Role[]
  /** The one withdrawn last; null: none was. */
  readonly withdrawn: Role | null
  readonly credentials: ReadonlyMap<string, CredentialMethod>
}

/** Whom a credential is bound to, with the credential's uuid. */
export interface Holder extends KnownPerson {
  readonly credential: string
}

/** Who is enrolled, and by what each is identified. */
export class KnownPersons {
  constructor(private readonly parts: PersonParts) {}

  /** Whom this credential is bound to now; undefined when nobody. */
  async find(credential: Credential): Promise<Holder | undefined> {
    const id = credentialId(credential, this.parts.lookupKey)
    const person = await this.holderOf(id)
    const known = person === undefined ? undefined : await this.get(person)
    return known && { ...known, credential: id }
  }

  /** Whom this credential is bound to, or was last; undefined when nobody ever, or nobody any more. */
  async lastHolder(credential: Credential): Promise<KnownPerson | undefined> {
    const id = credentialId(credential, this.parts.lookupKey)
    const person = await this.parts.credentials.personOf(id)
    return person === undefined ? undefined : this.get(person)
  }

  /** Person id of whom the credential of this uuid is bound to now. */
  async holderOf(credential: string): Promise<string | undefined> {
    const person = await this.parts.credentials.personOf(credential)
    if (person === undefined) return undefined
    const { recorder, streams } = this.parts
    // Another node may have taken it away a moment ago.
    const { head } = await recorder.foldNewest(streams.actor(person), actor)
    return head.state.credentials.has(credential) ? person : undefined
  }

  /** Undefined for who was never enrolled. */
  async get(id: string): Promise<KnownPerson | undefined> {
    const { actor: pseudonym, roles, withdrawn, credentials } = await this.stateOf(id)
    if (pseudonym === null) return undefined
    return { id, name: await this.openedName(id), roles, withdrawn, credentials }
  }

  async nameOf(id: string): Promise<string | undefined> {
    return (await this.get(id))?.name ?? undefined
  }

  /** Enrolled persons in the order of their ids; `next` is absent on the last page. */
  async list(
    after: string,
    limit: number,
  ): Promise<{ readonly items: readonly KnownPerson[]; readonly next?: string }> {
    const ids = await this.parts.pseudonyms.personsIn('actor', after, limit + 1)
    const persons = await Promise.all(ids.slice(0, limit).map((id) => this.get(id)))
    const items = persons.filter((person) => person !== undefined)
    return ids.length > limit ? { items, next: ids[limit - 1]! } : { items }
  }

  async stateOf(id: string): Promise<ActorState> {
    const { recorder, streams } = this.parts
    return (await recorder.fold(streams.actor(id), actor)).head.state
  }

  private async openedName(id: string): Promise<string | null> {
    const { openings, streams } = this.parts
    const opened = await openings.forCase(streams.actor(id))
    const name = opened.find(({ field }) => field === 'name')
    return typeof name?.value === 'string' ? name.value : null
  }
}
