import type { EventPlace } from '../event-store/log-reader.js'

const MAX_REMEMBERED = 1_000_000

/** Leaf hashes kept from signing, each with the place its entry says; the oldest is forgotten first, and then verified like any other. */
export class Remembered {
  private readonly places = new Map<string, EventPlace>()

  get size(): number {
    return this.places.size
  }

  add(hash: string, { stream, revision }: EventPlace): void {
    this.places.set(hash, { stream, revision })
    if (this.places.size <= MAX_REMEMBERED) return
    const [oldest] = this.places.keys()
    if (oldest !== undefined) this.places.delete(oldest)
  }

  delete(hash: string): void {
    this.places.delete(hash)
  }

  /** Forgets a hash. @returns whether it was remembered, of an entry of this place */
  take(hash: string, { stream, revision }: EventPlace): boolean {
    const place = this.places.get(hash)
    this.places.delete(hash)
    return place?.stream === stream && place.revision === revision
  }
}
