import type { JsonValue } from '@contremarque/ledger'

/** What opens one commitment of one entry (FORMATS §3). Erasable; never part of an entry. */
export interface Opening {
  readonly stream: string
  readonly revision: number
  readonly field: string
  /** The commitment's digest, hexadecimal: tells it from what a lost revision left behind. */
  readonly digest: string
  /** 32 random bytes, unpadded base64url. */
  readonly salt: string
  readonly value: JsonValue
  /** Whose data it is: person id, never written into an entry. */
  readonly person: string
}

export function byDigest(openings: readonly Opening[]): ReadonlyMap<string, Opening> {
  return new Map(openings.map((opening) => [opening.digest, opening]))
}

/** How many openings of one field there are, and in which entries the first and the last. */
export interface HeldField {
  readonly field: string
  readonly count: number
  /** Revisions. */
  readonly first: number
  readonly last: number
}

/** Which entry openings are wanted for. */
export interface EntryPlace {
  readonly stream: string
  readonly revision: number
}

/** What the read side needs of the openings; implemented by `OpeningStore`. */
export interface OpeningReader {
  /** The openings of these entries that are still there, by commitment digest; erased ones are absent, and those without a key. */
  forEntries(places: readonly EntryPlace[]): Promise<ReadonlyMap<string, Opening>>
  /** All openings of one stream that are still there, in revision order; likewise. */
  forCase(stream: string): Promise<readonly Opening[]>
}

/** Who stands behind the pseudonyms; implemented by `Pseudonyms`. */
export interface PseudonymReader {
  /** Person ids behind these pseudonyms, a page of them at most; none where erased or never given. */
  personsOf(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** The pseudonyms of one person: one per stream in which he acted or was added. */
  ofPerson(person: string): Promise<readonly PersonPseudonym[]>
}

export interface PersonPseudonym {
  readonly stream: string
  readonly actor: string
}
