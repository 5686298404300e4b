import { reading, type ConsoleAction } from '../actions/console/reading.js'
import type { ConsultCase } from '../actions/expertise/action.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Persons } from '../identity/persons.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Streams } from '../recorder/streams.js'
import type { ActionDesk } from './action-desk.js'

/** Reads remembered of a session: one forgotten is recorded once more. */
const REMEMBERED = 1_000

/**
 * Reads are events too (R05): the first of a case in a session on the case, the others on the
 * reader's own stream, each once per session. Nothing is answered before its read is durable.
 */
export class ConsoleReads {
  private readonly noted = new WeakMap<SessionRecord, Map<string, Promise<unknown>>>()

  constructor(
    private readonly actions: ActionDesk,
    private readonly persons: Persons,
    private readonly recorder: Recorder,
    private readonly streams: Streams,
  ) {}

  /** @throws ActionRefused to whom the case is none of his business */
  async consult(caseId: string, session: SessionRecord): Promise<void> {
    const purpose = purposeOf(session)
    await this.once(session, `case ${caseId}`, () =>
      this.actions.record(caseId, { kind: 'ConsultCase', purpose }, session),
    )
  }

  /** `screen`: code of what was looked at outside a case. */
  async look(screen: string, session: SessionRecord): Promise<void> {
    await this.once(session, `screen ${screen}`, () =>
      this.record({ kind: 'ConsultScreen', screen }, session),
    )
  }

  async search(query: string, results: number, session: SessionRecord): Promise<void> {
    await this.once(session, `search ${query}`, () =>
      this.record({ kind: 'SearchCases', query, results }, session),
    )
  }

  private async record(action: ConsoleAction, session: SessionRecord): Promise<void> {
    const person = await this.persons.withTerms(session.person)
    const stream = this.streams.console(person.id)
    await this.recorder.record({ stream, decider: reading, action, person })
  }

  /** What failed or was refused is tried again at the next read. */
  private async once(
    session: SessionRecord,
    what: string,
    record: () => Promise<unknown>,
  ): Promise<void> {
    const noted = this.noted.get(session) ?? new Map<string, Promise<unknown>>()
    this.noted.set(session, noted)
    const pending = noted.get(what) ?? record()
    // Set anew, so that the first is the one asked for longest ago.
    noted.delete(what)
    noted.set(what, pending)
    if (noted.size > REMEMBERED) noted.delete(noted.keys().next().value!)
    try {
      await pending
    } catch (error) {
      noted.delete(what)
      throw error
    }
  }
}

function purposeOf({ person }: SessionRecord): ConsultCase['purpose'] {
  switch (person.role) {
    case 'dpo':
      return 'data-protection'
    case 'auditeur':
      return 'audit'
    case 'operateur':
    case 'administrateur':
      return 'support'
    default:
      return 'case-follow-up'
  }
}
