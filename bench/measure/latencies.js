/** Durations in milliseconds, kept in growing blocks; percentiles over all of them. */
export class Latencies {
  #values = new Float64Array(1 << 16)
  #count = 0

  add(milliseconds) {
    if (this.#count === this.#values.length) {
      const wider = new Float64Array(2 * this.#count)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#count++] = milliseconds
  }

  get count() {
    return this.#count
  }

  /** @returns {{p50: number, p95: number, p99: number, max: number}} milliseconds */
  summary() {
    const sorted = this.#values.slice(0, this.#count).sort()
    const at = (share) => sorted[Math.min(this.#count - 1, Math.floor(share * this.#count))] ?? 0
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: sorted.at(-1) ?? 0 }
  }
}
