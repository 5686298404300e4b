import { hash } from 'node:crypto'
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
import { BoundedMap } from '../cache/bounded-map.js'
import type { Recorded } from '../recorder/record-request.js'
import { isNotWhole } from '../recorder/recorder-error.js'
import type { Recorder } from '../recorder/recorder.js'
import type { Idempotency } from '../recorder/request-reference.js'
import type { Streams } from '../recorder/streams.js'
import type { ActionDesk } from './action-desk.js'
import type { ReadEnds } from './read-ends.js'
import type { StatePurpose } from './schemas/session.js'

/** Sessions whose reads are remembered, and reads of each: one forgotten is asked of the ledger again. */
const MAX_NOTED = 10_000
const REMEMBERED = 1_000

type Noted = BoundedMap<string, Promise<unknown>>

export interface ConsoleReadsParts {
  readonly actions: ActionDesk
  readonly persons: Persons
  readonly recorder: Recorder
  readonly streams: Streams
  readonly sessions: Sessions
  readonly pseudonyms: { forPerson(person: string, stream: string): Promise<string> }
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
  /** What a session had recorded for one purpose, by its `reading`. */
  private readonly noted = new BoundedMap<string, Noted>(MAX_NOTED)

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
    if (recorded !== undefined) await this.begin(recorded, session)
    await this.endConsultations(session)
    return this.parts.sessions.readFor(session, purpose)
  }

  /** @throws ActionRefused to whom the case is none of his business */
  async consult(caseId: string, session: SessionRecord): Promise<void> {
    const stream = caseStream(caseId)
    const action = { kind: 'ConsultCase', purpose: purposeIn(session) } as const
    // At each read: who was removed from the case since the first is in it no more (R04).
    await this.parts.actions.assertNotRefused(caseId, action, session)
    if (await this.count(stream, session)) return
    await this.once(session, stream, async (idempotency) => {
      const recorded = await this.parts.actions.recordOnce(caseId, action, session, idempotency)
      await this.begin(recorded, session)
    })
    // From here on all nodes know it.
    this.noted.get(session.reading)?.delete(stream)
    await this.count(stream, session)
  }

  /** `screen`: code of what was looked at outside a case. */
  async look(screen: string, session: SessionRecord): Promise<void> {
    const { code: purpose } = purposeIn(session)
    await this.once(session, `screen ${screen}`, (idempotency) =>
      this.record({ kind: 'ConsultScreen', screen, purpose }, session, idempotency),
    )
    await this.countSession(session)
  }

  /** Data of one person: whose is told by a pseudonym of this reader's alone. */
  async lookInto(screen: string, person: string, session: SessionRecord): Promise<void> {
    const stream = this.parts.streams.console(session.person.id)
    const pseudonym = await this.parts.pseudonyms.forPerson(person, stream)
    await this.look(`${screen}-${pseudonym}`, session)
  }

  async search(query: string, results: number, session: SessionRecord): Promise<void> {
    const { code: purpose } = purposeIn(session)
    await this.once(session, `search ${query}`, (idempotency) =>
      this.record({ kind: 'SearchCases', query, results, purpose }, session, idempotency),
    )
    await this.countSession(session)
  }

  /** Each one. Over a ledger that is not whole it is not recorded: whoever comes may see why (ADR 11). */
  async export(use: ExportLedger['use'], session: SessionRecord): Promise<void> {
    const { code: purpose } = purposeIn(session)
    await unlessNotWhole(this.record({ kind: 'ExportLedger', use, purpose }, session))
    await this.countSession(session)
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
    await this.once(session, `${form} ${hash}`, (idempotency) =>
      caseId === undefined
        ? this.record(action, session, idempotency)
        : this.parts.actions.recordOnce(caseId, action, session, idempotency),
    )
  }

  /** What was read so far was read in another role, or for another purpose. */
  async endConsultations({ id, reading }: SessionRecord): Promise<void> {
    this.noted.delete(reading)
    await this.parts.ends.ofCases(id)
  }

  /** Its reader closes the session. */
  async endOf({ id, reading }: SessionRecord): Promise<void> {
    this.noted.delete(reading)
    await this.parts.ends.ofSession(id, 'closed')
  }

  private async record(
    action: ConsoleAction,
    session: SessionRecord,
    idempotency?: Idempotency,
  ): Promise<Recorded> {
    const { persons, streams, recorder } = this.parts
    const person = await persons.withTerms(session.person)
    const request = { stream: streams.console(person.id), decider: reading, action, person }
    return idempotency === undefined
      ? recorder.record(request)
      : recorder.recordOnce(request, idempotency)
  }

  private async begin({ stream, entries }: Recorded, { id }: SessionRecord): Promise<void> {
    const { hash: entry, envelope } = entries[0]!
    const { actor, recordedAt: from } = envelope
    await this.parts.open.begin({ session: id, stream, entry, actor: actor.id, from })
  }

  /** A read of a case is one of its session too. */
  private count(stream: string, { id, person }: SessionRecord): Promise<boolean> {
    const { clock, open, streams } = this.parts
    const at = new Date(clock.now()).toISOString()
    return open.again(id, stream, at, [streams.console(person.id)])
  }

  private countSession(session: SessionRecord): Promise<boolean> {
    return this.count(this.parts.streams.console(session.person.id), session)
  }

  private notedIn({ reading: of }: SessionRecord): Noted {
    const noted = this.noted.get(of) ?? new BoundedMap<string, Promise<unknown>>(REMEMBERED)
    this.noted.set(of, noted)
    return noted
  }

  /** What failed or was refused is tried again at the next read. */
  private async once(
    session: SessionRecord,
    what: string,
    record: (idempotency: Idempotency) => Promise<unknown>,
  ): Promise<void> {
    const noted = this.notedIn(session)
    const pending = noted.get(what) ?? record(onceInReading(session, what))
    noted.set(what, pending)
    try {
      await pending
    } catch (error) {
      noted.delete(what)
      throw error
    }
  }
}

/** The same at every node: those that hear of a first read at once tell it once. */
function onceInReading({ person, reading: of }: SessionRecord, what: string): Idempotency {
  return { caller: person.id, key: `${of} ${what}`, bodyDigest: hash('sha256', what) }
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
