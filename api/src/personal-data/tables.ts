/** Openings, pseudonyms, and what is being done to them. */
export type OpeningTables = {
  opening: {
    stream: string
    revision: number
    field: string
    digest: Uint8Array
    person: string
    /** Nonce, ciphertext and tag; empty once erased. */
    sealed: Uint8Array
  }
  pseudonym: { actor: string; person: string; stream: string }
  /** Erasures under way: what each is, sealed. */
  erasure: { id: string; sealed: Uint8Array }
  /** Whom a credential was bound to last, by its uuid; whether it still is, the person's stream says. */
  credential: { id: string; person: string }
}

/** Data keys, apart from what they open. */
export type KeyTables = {
  data_key: { person: string; stream: string; wrapped: Uint8Array }
}
