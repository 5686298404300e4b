import type {
  Authentication,
  DocumentReference,
  Envelope,
  JsonObject,
  JsonValue,
  OccurredAt,
  Role,
} from '@contremarque/ledger'

/** Pure: time, ids and identity are inputs. */
export interface Decider<State, Action> {
  readonly initialState: State
  evolve(state: State, event: FoldedEvent): State
  /** @throws ActionRefused with the rule that forbids it */
  decide(action: Action, state: State, context: ActionContext): readonly DraftEvent[]
  /** Person ids the action names besides who acts; the recorder resolves them before `decide`. */
  persons?(action: Action): readonly string[]
}

/** An event as a decider words it: the recorder adds place, time, chain, anchor and commitments. */
export interface DraftEvent {
  readonly type: string
  readonly typeVersion: number
  /** Clear, non-personal members, closed per type (docs/events.md). */
  readonly data: JsonObject
  /** Personal values by field name: committed in the entry, opened only in the personal-data store. */
  readonly personal: Readonly<Record<string, JsonValue>>
  /** Pseudonym of whose data `personal` is, for erasure; absent: of who acts. */
  readonly subject?: string
  readonly documents: readonly DocumentReference[]
  /** Absent: observed now. */
  readonly occurredAt?: OccurredAt
  readonly causation?: string
}

/** What folding a stream gives to `evolve`. */
export interface FoldedEvent {
  readonly hash: string
  readonly envelope: Envelope
}

/** Who acts, when, as what. */
export interface ActionContext {
  /** Milliseconds since 1970, by the ledger's clock. */
  readonly now: number
  readonly person: Person
  /** Pseudonym of `person` in this stream: what the entry names. */
  readonly actor: string
  /** Pseudonyms in this stream of the persons the action names, by person id. */
  readonly pseudonyms: ReadonlyMap<string, string>
  /** The stream decided upon, `expertise-<uuid>`. */
  readonly stream: string
}

/** The identified person behind a request: `id` never enters an entry, pseudonyms do. */
export interface Person {
  readonly id: string
  readonly role: Role
  readonly authentication: Authentication
  /** Personal, committed: fingerprint and serial of the certificate or the assertion's digest. */
  readonly evidence: Readonly<Record<string, JsonValue>>
  /** Version of the terms of use (CGU) last accepted, from the person's own stream; null before. */
  readonly termsAccepted: string | null
}
