const MAX_REMEMBERED = 1_000_000

/** Leaf hashes kept from signing; the oldest is forgotten first, and then verified like any other. */
export class Remembered {
  private readonly hashes = new Set<string>()

  get size(): number {
    return this.hashes.size
  }

  add(hash: string): void {
    this.hashes.add(hash)
    if (this.hashes.size <= MAX_REMEMBERED) return
    const [oldest] = this.hashes
    if (oldest !== undefined) this.hashes.delete(oldest)
  }

  /** @returns whether it was remembered */
  delete(hash: string): boolean {
    return this.hashes.delete(hash)
  }
}
