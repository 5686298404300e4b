const MAX_REMEMBERED = 1_000_000

/** Where an entry says it stands. */
export interface EntryPlace {
  readonly stream: string
  readonly revision: number
}

/** Leaf hashes kept from signing; the oldest is forgotten first, and then verified like any other. */
export class Remembered {
  private readonly places = new Map<string, EntryPlace>()

  get size(): number {
    return this.places.size
  }

  add(hash: string, { stream, revision }: EntryPlace): void {
    this.places.set(hash, { stream, revision })
    if (this.places.size <= MAX_REMEMBERED) return
    const [oldest] = this.places.keys()
    if (oldest !== undefined) this.places.delete(oldest)
  }

  delete(hash: string): void {
    this.places.delete(hash)
  }

  /** Forgets a hash. @returns whether it was remembered, of an entry of this place */
  take(hash: string, { stream, revision }: EntryPlace): boolean {
    const place = this.places.get(hash)
    this.places.delete(hash)
    return place?.stream === stream && place.revision === revision
  }
}
