import {
  commitmentDigest,
  ENVELOPE_VERSION,
  toBase64url,
  type Anchor,
  type Commitment,
  type Crypto,
  type Envelope,
  type JsonValue,
  type RequestReference,
} from '@contremarque/ledger'
import type { DraftEvent, Person } from '../actions/decider.js'
import type { Clock } from '../config/clock.js'
import type { Opening } from '../personal-data/opening.js'
import { freshBytes } from '../personal-data/random-pool.js'

/** Where an entry stands and who stands behind it. */
export interface EntrySetting {
  readonly origin: string
  readonly stream: string
  readonly revision: number
  readonly previous: string | null
  readonly anchor: Anchor | null
  readonly actor: string
  readonly person: Person
  /** Person id of whose data the draft's personal fields are. */
  readonly subject: string
  readonly request: RequestReference | null
  readonly correlation: string | null
}

/** An envelope to be signed and what opens its commitments. */
export interface PreparedEntry {
  readonly envelope: Envelope
  readonly openings: readonly Opening[]
}

/** Gives a decided event its place, time, chain, anchor and commitments. */
export function buildEntry(
  draft: DraftEvent,
  setting: EntrySetting,
  clock: Clock,
  crypto: Crypto,
): PreparedEntry {
  const { origin, stream, revision, person, previous, anchor, request, correlation } = setting
  const recordedAt = new Date(clock.now()).toISOString()
  const { checkedAt, method, validity } = person.authentication
  const openings = [
    ...openingsOf(draft.personal, setting.subject, setting, crypto),
    ...openingsOf(person.evidence, person.id, setting, crypto),
  ]
  // In canonical order at every depth: signing reads back any other from its text.
  const envelope: Envelope = {
    actor: { id: setting.actor, role: person.role },
    anchor: anchor && { root: anchor.root, size: anchor.size, token: anchor.token },
    authentication: { checkedAt, method, validity },
    causation: draft.causation ?? null,
    clock: clock.state(),
    commitments: openings.map(({ field, digest }) => ({ digest, field })).sort(byField),
    correlation,
    data: draft.data,
    documents: draft.documents.map(({ id, mediaType, sha256, size }) => {
      return { id, mediaType, sha256, size }
    }),
    occurredAt: draft.occurredAt ?? { at: recordedAt, basis: 'observed' },
    origin,
    previous,
    recordedAt,
    request: request && { body: request.body, key: request.key },
    revision,
    stream,
    type: draft.type,
    typeVersion: draft.typeVersion,
    v: ENVELOPE_VERSION,
  }
  return { envelope, openings }
}

function openingsOf(
  fields: Readonly<Record<string, JsonValue>>,
  person: string,
  { origin, stream, revision }: EntrySetting,
  crypto: Crypto,
): Opening[] {
  return Object.entries(fields).map(([field, value]) => {
    const salt = toBase64url(freshBytes(32))
    const digest = commitmentDigest({ origin, stream, revision, field, salt, value }, crypto)
    return { stream, revision, field, digest, salt, value, person }
  })
}

function byField(a: Commitment, b: Commitment): number {
  return a.field < b.field ? -1 : 1
}
