import {
  eventDataProblem,
  findEventType,
  LedgerError,
  parseHex,
  signEntry,
  storeEventId,
  type Anchor,
  type Envelope,
  type RequestReference,
  type SignedEntry,
} from '@contremarque/ledger'
import type { DraftEvent } from '../actions/decider.js'
import type { Opening } from '../personal-data/opening.js'
import { buildEntry } from './build-entry.js'
import type { Cast } from './decide-action.js'
import type { RecordedEntry, RecordRequest } from './record-request.js'
import { RecorderError } from './recorder-error.js'
import type { RecorderParts } from './recorder-parts.js'
import { advance, type Folding, type StreamHead } from './stream-head.js'

/** One action's entries, signed and stored nowhere yet. */
export interface SignedAction<State> {
  /** The stream's head once they are appended. */
  readonly head: StreamHead<State>
  readonly bytes: number
  readonly entries: readonly RecordedEntry[]
  readonly openings: readonly Opening[]
}

/**
 * Turns decided events into signed entries that follow `before`. New pseudonyms are durable from here.
 * @throws RecorderError REVISION_CONTENDED when another node named one of the persons meanwhile;
 * LedgerError ENTRY_TOO_LARGE
 */
export async function signAction<State, Action>(
  parts: RecorderParts,
  folding: Folding<State>,
  request: RecordRequest<State, Action>,
  reference: RequestReference | null,
  drafts: readonly DraftEvent[],
  cast: Cast,
  before: StreamHead<State>,
): Promise<SignedAction<State>> {
  await keepPseudonyms(parts, request.stream, cast)
  const { crypto, clock, origin, signer } = parts
  const { stream, person, correlation = null } = request
  let head = before
  let bytes = 0
  const openings: Opening[] = []
  const entries: RecordedEntry[] = []
  for (const draft of drafts) {
    const place = {
      origin,
      stream,
      revision: head.revision + 1,
      previous: head.hash,
      anchor: laterAnchor(head.anchor, parts.anchor()),
    }
    const subject = await subjectOf(draft.subject, person.id, cast, parts)
    const setting = {
      ...place,
      actor: cast.actor,
      person,
      subject,
      request: reference,
      correlation,
    }
    const prepared = buildEntry(draft, setting, clock, crypto)
    assertVerifiable(prepared.envelope)
    const signed = await signEntry(prepared.envelope, signer, crypto)
    entries.push(toRecorded(signed))
    openings.push(...prepared.openings)
    bytes += signed.der.length
    head = advance(head, signed.envelope, signed.hash, folding)
  }
  return { head, bytes, entries, openings }
}

/** What verification would refuse for ever is not signed, whoever let it come so far. */
function assertVerifiable({ type, typeVersion, data }: Envelope): void {
  const eventType = findEventType(type, typeVersion)
  const problem = eventType && eventDataProblem(eventType, data)
  if (typeof problem === 'string')
    throw new LedgerError('ENVELOPE_MALFORMED', `data of ${type}: ${problem}`)
}

async function keepPseudonyms(
  { pseudonyms: book }: RecorderParts,
  stream: string,
  { pseudonyms }: Cast,
): Promise<void> {
  for (const [person, pseudonym] of pseudonyms) {
    if ((await book.keep(person, stream, pseudonym)) !== pseudonym) {
      throw new RecorderError('REVISION_CONTENDED', 'another writer named an actor of this stream')
    }
  }
}

/** Person id behind the pseudonym whose data an event carries. */
async function subjectOf(
  pseudonym: string | undefined,
  person: string,
  { pseudonyms }: Cast,
  { pseudonyms: book }: RecorderParts,
): Promise<string> {
  if (pseudonym === undefined) return person
  for (const [id, known] of pseudonyms) if (known === pseudonym) return id
  return (await book.personOf(pseudonym)) ?? person
}

/** An anchor never goes back within a stream (FORMATS §7). */
function laterAnchor(before: Anchor | null, now: Anchor | null): Anchor | null {
  if (before === null || now === null) return now ?? before
  return now.size >= before.size ? now : before
}

function toRecorded({ der, hash, envelope }: SignedEntry): RecordedEntry {
  return { id: storeEventId(parseHex(hash)), hash, der, envelope }
}
