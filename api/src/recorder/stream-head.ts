import {
  entryHash,
  ifReadable,
  parseEntry,
  toHex,
  type Anchor,
  type Crypto,
  type DocumentReference,
  type Envelope,
} from '@contremarque/ledger'
import type { Decider } from '../actions/decider.js'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import { RecorderError } from './recorder-error.js'

const PAGE = 512

/** The part of a decider that turns a stream into state. */
export type Folding<State> = Pick<Decider<State, never>, 'evolve' | 'initialState'>

/** What is known of one stream at one revision. */
export interface StreamHead<State> {
  /** -1 before the first entry. */
  readonly revision: number
  /** Entry hash at `revision`, hexadecimal. */
  readonly hash: string | null
  readonly anchor: Anchor | null
  readonly state: State
}

/** A head with all the stream has seen: requests by key, documents by id, each with its revision. */
export interface FoldedStream<State> {
  readonly head: StreamHead<State>
  readonly requests: Map<string, number>
  readonly documents: Map<string, PlacedDocument>
}

export interface PlacedDocument {
  readonly reference: DocumentReference
  /** Of the entry that brought it. */
  readonly revision: number
}

/**
 * Reads a stream from its start. Its entries are this ledger's own: they are parsed, their places and the
 * hashes that chain them compared, no signature is verified.
 * @throws RecorderError LEDGER_NOT_WHOLE when something is missing, or is not in its place; StoreError
 */
export async function foldStream<State>(
  store: EventStore,
  stream: string,
  folding: Folding<State>,
  crypto: Crypto,
): Promise<FoldedStream<State>> {
  let head: StreamHead<State> = { ...EMPTY, state: folding.initialState }
  const requests = new Map<string, number>()
  const documents = new Map<string, PlacedDocument>()
  for (;;) {
    const page = await store.readStream(stream, head.revision + 1, PAGE)
    for (const event of page) {
      const envelope = envelopeAt(stream, head.revision + 1, event, crypto)
      if (envelope.previous !== head.hash) {
        throw notWhole(`${stream}@${event.revision}: its previous entry is another one`)
      }
      head = advance(head, envelope, toHex(entryHash(event.data, crypto)), folding)
      noteReferences(envelope, requests, documents)
    }
    if (page.length < PAGE) return { head, requests, documents }
  }
}

/** What an untrusted event says, if it is the entry of this place. */
function envelopeAt(
  stream: string,
  revision: number,
  event: StoredEvent,
  crypto: Crypto,
): Envelope {
  const place = `${stream}@${revision}`
  if (event.revision !== revision) throw notWhole(`${place} is not in the store`)
  const envelope = ifReadable(() => parseEntry(event.data, crypto))?.envelope
  if (envelope === undefined) throw notWhole(`${place} is no entry`)
  if (envelope.stream === stream && envelope.revision === revision) return envelope
  throw notWhole(`${place} says it is ${envelope.stream}@${envelope.revision}`)
}

export function notWhole(message: string): RecorderError {
  return new RecorderError('LEDGER_NOT_WHOLE', message)
}

const EMPTY = { revision: -1, hash: null, anchor: null } as const

/** The head after one more entry. */
export function advance<State>(
  head: StreamHead<State>,
  envelope: Envelope,
  hash: string,
  folding: Folding<State>,
): StreamHead<State> {
  return {
    revision: envelope.revision,
    hash,
    anchor: envelope.anchor,
    state: folding.evolve(head.state, { hash, envelope }),
  }
}

/** Adds what an entry brings to what the stream has seen. */
export function noteReferences(
  envelope: Envelope,
  requests: Map<string, number>,
  documents: Map<string, PlacedDocument>,
): void {
  const { request, revision } = envelope
  if (request !== null && !requests.has(request.key)) requests.set(request.key, revision)
  for (const reference of envelope.documents) documents.set(reference.id, { reference, revision })
}
