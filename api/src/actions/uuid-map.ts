const BUCKETS = 512

/**
 * Persistent map by uuid: `set` leaves the old map as it is and copies one bucket only, so that
 * folding a long stream stays linear. Keys are expected to be spread in their first three digits.
 */
export class UuidMap<Value> {
  readonly #buckets: readonly (ReadonlyMap<string, Value> | undefined)[]

  private constructor(buckets: readonly (ReadonlyMap<string, Value> | undefined)[]) {
    this.#buckets = buckets
  }

  static empty<Value>(): UuidMap<Value> {
    return new UuidMap<Value>(new Array<undefined>(BUCKETS).fill(undefined))
  }

  get(uuid: string): Value | undefined {
    return this.#buckets[bucketOf(uuid)]?.get(uuid)
  }

  has(uuid: string): boolean {
    return this.#buckets[bucketOf(uuid)]?.has(uuid) ?? false
  }

  set(uuid: string, value: Value): UuidMap<Value> {
    const index = bucketOf(uuid)
    return new UuidMap(this.#buckets.with(index, new Map(this.#buckets[index]).set(uuid, value)))
  }
}

function bucketOf(uuid: string): number {
  return parseInt(uuid.slice(0, 3), 16) % BUCKETS || 0
}
