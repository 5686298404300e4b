import { ActionRefused } from '../actions/action-refused.js'
import { reading, type ConsoleAction, type ExportLedger } from '../actions/console/reading.js'
import type { DownloadEvidence } from '../actions/expertise/action.js'
import { caseOf, caseStream } from '../actions/expertise/case-stream.js'
import { purposeOf, type Purpose } from '../actions/purpose.js'
import type { Clock } from '../config/clock.js'
import type { OpenReads } from '../identity/open-reads.js'
import type { Persons } from '../identity/persons.js'
import type { SessionRecord } from '../identity/session-record.js'
import type { Sessions } from '../identity/sessions.js'
import type { Recorded } from '../recorder/record-request.js'
import { isNotWhole } from '../recorder/recorder-error.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Streams } from '../recorder/streams.js'
import type { ActionDesk } from './action-desk.js'
import type { ReadEnds } from './read-ends.js'
import type { StatePurpose } from './schemas/session.js'

/** Reads remembered of a session: one forgotten is recorded once more. */
const REMEMBERED = 1_000

export interface ConsoleReadsParts {
  readonly actions: ActionDesk
  readonly persons: Persons
  readonly recorder: Recorder
  readonly streams: Streams
  readonly sessions: Sessions
  readonly open: OpenReads
  readonly ends: ReadEnds
  readonly clock: Clock
}

/**
 * Reads are events too (R05), with their purpose: the first of a case in a session on the case, the
 * others on the reader's own stream, each once per session and purpose. Nothing is answered before its
 * read is durable; those that follow are counted, and told when the session ends.
 */
export class ConsoleReads {
  /** What a session had recorded, by its uuid. */
  private readonly noted = new Map<string, Map<string, Promise<unknown>>>()

  constructor(private readonly parts: ConsoleReadsParts) {}

  /**
   * What the session reads for from now on. Over a ledger that is not whole it is not recorded (ADR 11).
   * @throws ActionRefused PURPOSE_EMPTY
   */
  async state({ code, detail }: StatePurpose, session: SessionRecord): Promise<SessionRecord> {
    const action = { kind: 'StatePurpose', session: session.id, code, detail } as const
    const recorded = await unlessNotWhole(this.record(action, session))
    const purpose = purposeOf(code, detail)
    if (purpose === null) throw new ActionRefused('PURPOSE_EMPTY', action.kind)
    if (recorded !== undefined) this.begin(recorded, session)
    await this.endConsultations(session)
    return this.parts.sessions.readFor(session, purpose)
  }

  /** @throws ActionRefused to whom the case is none of his business */
  async consult(caseId: string, session: SessionRecord): Promise<void> {
    const stream = caseStream(caseId)
    if (!this.count(stream, session)) {
      await this.once(session, stream, async () => {
        const action = { kind: 'ConsultCase', purpose: purposeIn(session) } as const
        this.begin(await this.parts.actions.record(caseId, action, session), session)
      })
      // From here on the file knows it.
      this.noted.get(session.id)?.delete(stream)
      this.count(stream, session)
    }
    this.countSession(session)
  }

  /** `screen`: code of what was looked at outside a case. */
  async look(screen: string, session: SessionRecord): Promise<void> {
    const { code: purpose } = purposeIn(session)
    await this.once(session, `screen ${screen}`, () =>
      this.record({ kind: 'ConsultScreen', screen, purpose }, session),
    )
    this.countSession(session)
  }

  async search(query: string, results: number, session: SessionRecord): Promise<void> {
    const { code: purpose } = purposeIn(session)
    await this.once(session, `search ${query}`, () =>
      this.record({ kind: 'SearchCases', query, results, purpose }, session),
    )
    this.countSession(session)
  }

  /** Each one. Over a ledger that is not whole it is not recorded: whoever comes may see why (ADR 11). */
  async export(use: ExportLedger['use'], session: SessionRecord): Promise<void> {
    const { code: purpose } = purposeIn(session)
    await unlessNotWhole(this.record({ kind: 'ExportLedger', use, purpose }, session))
    this.countSession(session)
  }

  /** An entry of a case is read with its case. */
  readEntry({ stream }: { readonly stream: string }, session: SessionRecord): Promise<void> {
    const caseId = caseOf(stream)
    return caseId === undefined ? this.look('entries', session) : this.consult(caseId, session)
  }

  /** Told in the case the entry is of, else on the reader's own stream. */
  async download(
    { stream, hash }: { readonly stream: string; readonly hash: string },
    form: DownloadEvidence['form'],
    session: SessionRecord,
  ): Promise<void> {
    const { code: purpose } = purposeIn(session)
    const action = { kind: 'DownloadEvidence', entry: hash, form, purpose } as const
    const caseId = caseOf(stream)
    await this.once(session, `${form} ${hash}`, () =>
      caseId === undefined
        ? this.record(action, session)
        : this.parts.actions.record(caseId, action, session),
    )
  }

  /** What was read so far was read in another role, or for another purpose. */
  async endConsultations({ id }: SessionRecord): Promise<void> {
    this.noted.delete(id)
    await this.parts.ends.ofCases(id)
  }

  /** Its reader closes the session. */
  async endOf({ id }: SessionRecord): Promise<void> {
    this.noted.delete(id)
    await this.parts.ends.ofSession(id, 'closed')
  }

  private async record(action: ConsoleAction, session: SessionRecord): Promise<Recorded> {
    const { persons, streams, recorder } = this.parts
    const person = await persons.withTerms(session.person)
    const stream = streams.console(person.id)
    return recorder.record({ stream, decider: reading, action, person })
  }

  private begin({ stream, entries }: Recorded, { id: session }: SessionRecord): void {
    const { hash: entry, envelope } = entries[0]!
    const { actor, recordedAt: from } = envelope
    this.parts.open.begin({ session, stream, entry, actor: actor.id, from })
  }

  private count(stream: string, { id }: SessionRecord): boolean {
    const at = new Date(this.parts.clock.now()).toISOString()
    return this.parts.open.again(id, stream, at)
  }

  private countSession(session: SessionRecord): void {
    this.count(this.parts.streams.console(session.person.id), session)
  }

  /** What failed or was refused is tried again at the next read. */
  private async once(
    { id }: SessionRecord,
    what: string,
    record: () => Promise<unknown>,
  ): Promise<void> {
    const noted = this.noted.get(id) ?? new Map<string, Promise<unknown>>()
    this.noted.set(id, noted)
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

/** The door lets nobody read without one. */
function purposeIn({ purpose }: SessionRecord): Purpose {
  if (purpose !== null) return purpose
  throw new ActionRefused('PURPOSE_EMPTY', 'ConsultCase')
}

async function unlessNotWhole(recording: Promise<Recorded>): Promise<Recorded | undefined> {
  try {
    return await recording
  } catch (error) {
    if (isNotWhole(error)) return undefined
    throw error
  }
}
