import {
  entryHash,
  ENVELOPE_VERSION,
  signEntry,
  storeEventId,
  type Anchor,
  type Crypto,
  type Envelope,
  type JsonObject,
  type SignedEntry,
  type Signer,
} from '@contremarque/ledger'
import type { Clock } from '../config/clock.js'
import type { EventStore, StoredEvent } from '../event-store/event-store.js'
import type { EventPlace } from '../event-store/log-reader.js'

/** What the platform says of itself: key life cycle, outages. Nothing personal, nobody's request. */
export interface PlatformEvent {
  /** `platform-<topic>`. */
  readonly stream: string
  readonly type: string
  readonly data: JsonObject
}

export interface PlatformWriter {
  readonly store: EventStore
  readonly origin: string
  readonly signer: Signer
  /** Pseudonym of the platform: the ledger's id. */
  readonly actor: string
  readonly crypto: Crypto
  readonly clock: Clock
  /** Tells the sealer of the leaf hash, and of the place it says, before the append. */
  remember(hash: string, place: EventPlace): void
  /** Tells it that what was remembered was not stored. */
  forget?(hash: string): void
}

/** Signs and appends one platform entry behind the head of its stream. Durable when it resolves. */
export async function appendPlatformEntry(
  writer: PlatformWriter,
  event: PlatformEvent,
  anchor: Anchor | null,
): Promise<SignedEntry> {
  return appendBehind(writer, event, await writer.store.readHead(event.stream), anchor)
}

/**
 * The same, right behind this event of the stream and nowhere else.
 * @throws StoreError WRONG_REVISION when it is no longer the last
 */
export async function appendBehind(
  writer: PlatformWriter,
  event: PlatformEvent,
  head: StoredEvent | undefined,
  anchor: Anchor | null,
): Promise<SignedEntry> {
  const previous = head === undefined ? null : entryHash(head.data, writer.crypto).toHex()
  const revision = (head?.revision ?? -1) + 1
  const envelope = platformEnvelope(writer, event, { revision, previous, anchor })
  const entry = await signEntry(envelope, writer.signer, writer.crypto)
  writer.remember(entry.hash, envelope)
  const id = storeEventId(Uint8Array.fromHex(entry.hash))
  const stored = { id, type: event.type, data: entry.der, metadata: { hash: entry.hash } }
  try {
    await writer.store.append(event.stream, revision - 1, [stored])
  } catch (error) {
    writer.forget?.(entry.hash)
    throw error
  }
  return entry
}

function platformEnvelope(
  { origin, actor, clock }: PlatformWriter,
  { stream, type, data }: PlatformEvent,
  { revision, previous, anchor }: Pick<Envelope, 'revision' | 'previous' | 'anchor'>,
): Envelope {
  const recordedAt = new Date(clock.now()).toISOString()
  // In canonical order at every depth: signing reads back any other from its text.
  return {
    actor: { id: actor, role: 'plateforme' },
    anchor: anchor && { root: anchor.root, size: anchor.size, token: anchor.token },
    authentication: { checkedAt: null, method: 'platform', validity: 'not-applicable' },
    causation: null,
    clock: clock.state(),
    commitments: [],
    correlation: null,
    data,
    documents: [],
    occurredAt: { at: recordedAt, basis: 'observed' },
    origin,
    previous,
    recordedAt,
    request: null,
    revision,
    stream,
    type,
    typeVersion: 1,
    v: ENVELOPE_VERSION,
  }
}
