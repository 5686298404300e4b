/** A cache of at most `size` values; the one not used for longest goes first. */
export class BoundedMap<Key, Value> {
  private readonly map = new Map<Key, Value>()

  private readonly size: number

  constructor(size: number) {
    this.size = size
  }

  get(key: Key): Value | undefined {
    const value = this.map.get(key)
    if (value !== undefined) {
      this.map.delete(key)
      this.map.set(key, value)
    }
    return value
  }

  set(key: Key, value: Value): void {
    this.map.delete(key)
    this.map.set(key, value)
    if (this.map.size > this.size) {
      const [oldest] = this.map.keys()
      this.map.delete(oldest as Key)
    }
  }

  delete(key: Key): void {
    this.map.delete(key)
  }
}
