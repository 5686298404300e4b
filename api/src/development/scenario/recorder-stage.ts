import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DocumentReference } from '@contremarque/ledger'
import { ActionRefused } from '../../actions/action-refused.js'
import type { ActorAction } from '../../actions/actor/action.js'
import { actor } from '../../actions/actor/actor.js'
import { reading } from '../../actions/console/reading.js'
import type { Decider, Person } from '../../actions/decider.js'
import type { ExpertiseAction } from '../../actions/expertise/action.js'
import { expertise } from '../../actions/expertise/expertise.js'
import type { DocumentStore } from '../../documents/document-store.js'
import { personaOf, type Persona, type PersonaHandle } from '../../identity/personas.js'
import type { Recorder } from '../../recorder/recorder.js'
import { derivedUuid } from '../../recorder/request-reference.js'
import type { Streams } from '../../recorder/streams.js'
import type { Paper } from './paper.js'
import type { Played, Player, Stage } from './stage.js'

export interface StageParts {
  readonly recorder: Pick<Recorder, 'record' | 'fold'>
  readonly streams: Streams
  readonly documents: Pick<DocumentStore, 'put' | 'discard'>
  readonly lookupKey: Uint8Array
  /** The person a session of this persona would act as. */
  readonly identify: (persona: Persona) => Promise<Omit<Person, 'termsAccepted'>>
  /** Who the platform is when it acts of itself. */
  readonly platform: Person
  readonly settle: Stage['settle']
}

/** The stage of a development ledger: each action with its persona's identity and an idempotency key. */
export class RecorderStage implements Stage {
  readonly #parts: StageParts

  constructor(parts: StageParts) {
    this.#parts = parts
  }

  settle(options: { readonly heartbeat: boolean }): Promise<void> {
    return this.#parts.settle(options)
  }

  uuid(key: string): string {
    return derivedUuid(this.#parts.lookupKey, 'story', key)
  }

  async performOnActor(
    persona: PersonaHandle,
    by: Player,
    action: ActorAction,
    key: string,
  ): Promise<Played> {
    const stream = this.#parts.streams.actor(personaOf(persona).id)
    return this.#record(stream, actor, by, action, key, action)
  }

  async performInCase(
    stream: string | null,
    by: Player,
    action: ExpertiseAction,
    key: string,
  ): Promise<Played> {
    const person = await this.#person(by)
    const target = stream ?? this.#parts.streams.newCase(person.id, key)
    return this.#record(target, expertise, by, action, key, action)
  }

  async bring(
    stream: string,
    by: Player,
    paper: Paper,
    action: (document: DocumentReference) => ExpertiseAction,
    key: string,
  ): Promise<Played> {
    const declared = { sha256: paper.sha256, size: paper.bytes.length }
    const document = await this.#parts.documents.put(chunksOf(paper.bytes), declared)
    const body = [action({ ...document, id: '', sha256: '', size: 0 })]
    const played = await this.#record(stream, expertise, by, action(document), key, body)
    const isKept = played.envelopes.some(({ documents }) =>
      documents.some(({ id }) => id === document.id),
    )
    if (!isKept) await this.#parts.documents.discard(document)
    return played
  }

  async #record<State, Action>(
    stream: string,
    decider: Decider<State, Action>,
    by: Player,
    action: Action,
    key: string,
    body: unknown,
  ): Promise<Played> {
    const person = await this.#person(by)
    const idempotency = { caller: person.id, key, bodyDigest: digestOf(body) }
    try {
      const request = { stream, decider, action, person, idempotency }
      const { entries } = await this.#parts.recorder.record(request)
      return { stream, envelopes: entries.map(({ envelope }) => envelope), refused: null }
    } catch (error) {
      if (!(error instanceof ActionRefused)) throw error
      if (error.byStranger) await this.#goBackToList(person, key)
      return { stream, envelopes: [], refused: error }
    }
  }

  /**
   * A stranger's refusal is told in his own console stream after the answer. Whoever was refused goes
   * back to his list of cases: once that is recorded there, so is the refusal.
   */
  async #goBackToList(person: Person, key: string): Promise<void> {
    await nextTurn()
    await this.#parts.recorder.record({
      stream: this.#parts.streams.console(person.id),
      decider: reading,
      action: { kind: 'ConsultScreen', screen: 'cases', purpose: 'case-follow-up' },
      person,
      idempotency: { caller: person.id, key: `${key}:list`, bodyDigest: digestOf('cases') },
    })
  }

  async #person(by: Player): Promise<Person> {
    if (by === 'plateforme') return this.#parts.platform
    const person = await this.#parts.identify(personaOf(by))
    const own = await this.#parts.recorder.fold(this.#parts.streams.actor(person.id), actor)
    return { ...person, termsAccepted: own.head.state.termsAccepted }
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield Promise.resolve(bytes)
}

function digestOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}
