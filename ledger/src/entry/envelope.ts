/** JSON values the canonical form allows: no floats, no unsafe integers, strings in NFC. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

export type JsonObject = { readonly [key: string]: JsonValue }

export const ENVELOPE_VERSION = 'contremarque/entry/1'

/** What an entry says. Every member is present; `docs/spec/entry.md` is normative. */
export interface Envelope {
  readonly v: typeof ENVELOPE_VERSION
  /** Which ledger: `<host>/<name>/<32 hex digits>`. */
  readonly origin: string
  readonly stream: string
  /** Place in the stream, from 0. */
  readonly revision: number
  /** Past tense, `DocumentDeposited`; the catalogue is docs/events.md. */
  readonly type: string
  readonly typeVersion: number
  readonly actor: Actor
  readonly authentication: Authentication
  /** Exactly-once: null for what the platform does of itself. */
  readonly request: RequestReference | null
  readonly documents: readonly DocumentReference[]
  /** Sorted by field; salted digests of everything that may be personal. */
  readonly commitments: readonly Commitment[]
  /** Members fixed by type and typeVersion. */
  readonly data: JsonObject
  readonly occurredAt: OccurredAt
  /** Our clock: `YYYY-MM-DDThh:mm:ss.sssZ`. */
  readonly recordedAt: string
  readonly clock: ClockState
  /** Entry hash at revision - 1 in hexadecimal; null at revision 0. */
  readonly previous: string | null
  /** The last time-stamped checkpoint known when signing: the trusted not-before. */
  readonly anchor: Anchor | null
  /** Uuid that groups entries of one business conversation. */
  readonly correlation: string | null
  /** Entry hash of what caused this one. */
  readonly causation: string | null
}

export interface Actor {
  /** Random pseudonym, one per person and case. */
  readonly id: string
  readonly role: Role
}

/** What a person or a system acts as; the list is part of the format. */
export const ROLES = [
  'magistrat',
  'greffe',
  'expert',
  'sapiteur',
  'avocat',
  'partie',
  'medecin-designe',
  'medecin-conseil',
  'tiers',
  'dpo',
  'auditeur',
  'operateur',
  'administrateur',
  'plateforme',
  'externe',
] as const
export type Role = (typeof ROLES)[number]

export interface Authentication {
  /** How the person was identified; `platform` for the platform itself, `foreign` for an imported line. */
  readonly method: 'certificate' | 'oidc' | 'development' | 'platform' | 'foreign'
  /** Validity of the means of identification at that instant. */
  readonly validity: 'good' | 'revoked' | 'unknown' | 'not-applicable'
  /** When validity was established (our clock), or null. */
  readonly checkedAt: string | null
}

export interface RequestReference {
  /** HMAC-SHA-256(lookup key, caller ‖ Idempotency-Key), hexadecimal. */
  readonly key: string
  /** SHA-256 of the request body, hexadecimal. */
  readonly body: string
}

/** The stored, encrypted bytes of a document. What it is in clear stands in commitments. */
export interface DocumentReference {
  readonly id: string
  readonly sha256: string
  readonly size: number
  readonly mediaType: string
}

export interface Commitment {
  readonly field: string
  /** SHA-256, hexadecimal. */
  readonly digest: string
}

export interface OccurredAt {
  /** RFC 3339 as claimed, with its own offset and digits. */
  readonly at: string
  readonly basis: 'observed' | 'declared' | 'imported'
}

/** Offset of our clock against the last token and that token's age, in milliseconds. */
export type ClockState =
  | { readonly state: 'measured'; readonly offset: number; readonly age: number }
  | { readonly state: 'unknown' }
  | { readonly state: 'simulated' }

export interface Anchor {
  /** Tree size of the stamped checkpoint. */
  readonly size: number
  /** Its root hash, hexadecimal. */
  readonly root: string
  /** SHA-256 of the DER of the time-stamp token over it, hexadecimal. */
  readonly token: string
}
