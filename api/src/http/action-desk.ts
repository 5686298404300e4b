import type { Person } from '../actions/decider.js'
import type { ExpertiseAction } from '../actions/expertise/action.js'
import { caseOf, caseStream } from '../actions/expertise/case-stream.js'
import { expertise } from '../actions/expertise/expertise.js'
import type { Directory } from '../identity/directory.js'
import type { Persons } from '../identity/persons.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Recorded as RecordedAction } from '../recorder/record-request.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Idempotency } from '../recorder/request-reference.js'
import type { Streams } from '../recorder/streams.js'
import { toProblem } from './problem-of.js'
import type { Batch, BatchItem, CaseAction, OrderExpertise } from './schemas/actions.js'
import type { BatchResult, Recorded } from './schemas/recorded.js'
import type { AcceptTerms } from './schemas/session.js'
import type { StampWait } from './stamp-wait.js'
import { personsNamed, toExpertiseAction } from './to-expertise-action.js'
import { idempotencyOf, type WriteRequest } from './write-request.js'

export interface ActionDeskParts {
  readonly recorder: Recorder
  readonly streams: Streams
  readonly persons: Persons
  readonly directory: Directory
  readonly stamps: StampWait
}

/** Turns requests into recorded actions. Answers only what is durable. */
export class ActionDesk {
  constructor(private readonly parts: ActionDeskParts) {}

  async orderExpertise(action: OrderExpertise, write: WriteRequest): Promise<Recorded> {
    const person = await this.personOf(write.session)
    return this.askOne(person, undefined, action, write)
  }

  async act(caseId: string, action: CaseAction, write: WriteRequest): Promise<Recorded> {
    const person = await this.personOf(write.session)
    return this.askOne(person, caseId, action, write)
  }

  /** Each item is recorded or refused on its own; those of one case in the order given. */
  async actMany({ items }: Batch, write: WriteRequest): Promise<BatchResult> {
    const person = await this.personOf(write.session)
    const named = items.flatMap(({ action }) => personsNamed(action))
    const names = await this.parts.directory.namesOf(named)
    // Asked for in one turn, so that the items of a case keep their order and share an append.
    const asked = items.map((item) => this.askItem(person, item, names, write))
    return { items: await Promise.all(asked) }
  }

  async acceptTerms(accepted: AcceptTerms, write: WriteRequest): Promise<Recorded> {
    const { person } = write.session
    const idempotency = idempotencyOf(write, 'terms', accepted)
    const recorded = await this.parts.persons.acceptTerms(person, accepted, idempotency)
    return this.answer(recorded, write)
  }

  /** Records any action on a case, as the person of a session. */
  async record(
    caseId: string,
    action: ExpertiseAction,
    session: SessionRecord,
    idempotency?: Idempotency,
  ): Promise<RecordedAction> {
    return this.parts.recorder.record(await this.requestOf(caseId, action, session, idempotency))
  }

  /** As `record`, once for all nodes however often it is asked; what is refused is weighed anew each time. */
  async recordOnce(
    caseId: string,
    action: ExpertiseAction,
    session: SessionRecord,
    idempotency: Idempotency,
  ): Promise<RecordedAction> {
    const request = await this.requestOf(caseId, action, session)
    return this.parts.recorder.recordOnce(request, idempotency)
  }

  /**
   * Weighs any action on a case that was not asked before under this key, recording nothing but its
   * refusal. @throws ActionRefused; RecorderError IDEMPOTENCY_KEY_REUSED
   */
  async assertNotRefused(
    caseId: string,
    action: ExpertiseAction,
    session: SessionRecord,
    idempotency?: Idempotency,
  ): Promise<void> {
    const request = await this.requestOf(caseId, action, session, idempotency)
    await this.parts.recorder.assertNotRefused(request)
  }

  /** What is answered to a write, once the time-stamp is there or waiting is over. */
  async answer(
    recorded: RecordedAction,
    { wait, written }: Pick<WriteRequest, 'wait' | 'written'>,
  ): Promise<Recorded> {
    const { entries, stream, repeated, position } = recorded
    if (entries.length > 0) written(position)
    const caseId = caseOf(stream)
    const state = await this.parts.stamps.stateOf(recorded, wait)
    return {
      entries: entries.map(({ id, hash, der, envelope }) => ({
        id,
        stream,
        revision: envelope.revision,
        type: envelope.type,
        hash,
        der: Buffer.from(der.buffer, der.byteOffset, der.length).toString('base64'),
      })),
      state,
      repeated,
      ...(caseId !== undefined && { case: caseId }),
    }
  }

  personOf(session: SessionRecord): Promise<Person> {
    return this.parts.persons.withTerms(session.person)
  }

  private async requestOf(
    caseId: string,
    action: ExpertiseAction,
    session: SessionRecord,
    idempotency?: Idempotency,
  ) {
    const person = await this.personOf(session)
    const stream = caseStream(caseId)
    return { stream, decider: expertise, action, person, ...(idempotency && { idempotency }) }
  }

  private async askOne(
    person: Person,
    caseId: string | undefined,
    body: CaseAction | OrderExpertise,
    write: WriteRequest,
  ): Promise<Recorded> {
    const names = await this.parts.directory.namesOf(personsNamed(body))
    return this.answer(await this.ask(person, caseId, body, names, write), write)
  }

  private async askItem(
    person: Person,
    { key, case: caseId, action }: BatchItem,
    names: ReadonlyMap<string, string>,
    write: WriteRequest,
  ): Promise<BatchResult['items'][number]> {
    try {
      const recorded = await this.ask(person, caseId, action, names, { ...write, key })
      return { key, recorded: await this.answer(recorded, write) }
    } catch (error) {
      return { key, problem: toProblem(error) }
    }
  }

  private async ask(
    person: Person,
    caseId: string | undefined,
    body: CaseAction | OrderExpertise,
    names: ReadonlyMap<string, string>,
    write: WriteRequest,
  ): Promise<RecordedAction> {
    const { streams, recorder } = this.parts
    const stream = caseId === undefined ? streams.newCase(person.id, write.key) : caseStream(caseId)
    return recorder.record({
      stream,
      decider: expertise,
      action: toExpertiseAction(body, names),
      person,
      idempotency: idempotencyOf(write, caseId ?? 'cases', body),
    })
  }
}
