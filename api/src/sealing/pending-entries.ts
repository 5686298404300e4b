import type { SealedRange } from '@contremarque/ledger'

/** An entry in the store that no batch lists yet. */
export interface PendingEntry {
  /** Leaf hash of the stored bytes. */
  readonly hash: Uint8Array
  /** SHA-256 of the stored bytes: the data object of a time-stamp. */
  readonly digest: Uint8Array
  /** The hash is the one this process kept from signing: nothing is left to verify. */
  readonly isKnown: boolean
  /** Its date has legal effect: to be sealed and time-stamped at once. */
  readonly isUrgent: boolean
}

interface PendingStream {
  /** Revision of the first. */
  from: number
  readonly entries: PendingEntry[]
}

/** What waits to be sealed, in the order of discovery, and how far each stream is sealed. */
export class PendingEntries {
  private readonly heads = new Map<string, number>()
  private readonly streams = new Map<string, PendingStream>()
  private waiting = 0
  private urgent = 0

  /** Number of entries that wait. */
  get count(): number {
    return this.waiting
  }

  get hasUrgent(): boolean {
    return this.urgent > 0
  }

  /** Whether something of this stream waits. */
  has(stream: string): boolean {
    return this.streams.has(stream)
  }

  /** The revision a stream's next unsealed entry has. */
  firstOf(stream: string): number {
    return (this.heads.get(stream) ?? -1) + 1
  }

  /** The revision that must be discovered next. */
  nextOf(stream: string): number {
    const pending = this.streams.get(stream)
    return pending === undefined ? this.firstOf(stream) : pending.from + pending.entries.length
  }

  /** Takes the entry at `nextOf(stream)`. */
  add(stream: string, entry: PendingEntry): void {
    let pending = this.streams.get(stream)
    if (pending === undefined) {
      pending = { from: this.firstOf(stream), entries: [] }
      this.streams.set(stream, pending)
    }
    pending.entries.push(entry)
    this.waiting++
    if (entry.isUrgent) this.urgent++
  }

  /** The entries of a range, as many of them as wait here. */
  entriesOf({ stream, from, to }: SealedRange): readonly PendingEntry[] {
    const pending = this.streams.get(stream)
    return pending?.from === from ? pending.entries.slice(0, to - from + 1) : []
  }

  /** Marks a range as sealed. */
  sealed({ stream, to }: SealedRange): void {
    this.heads.set(stream, to)
    const pending = this.streams.get(stream)
    if (pending === undefined) return
    const count = Math.min(pending.entries.length, to + 1 - pending.from)
    const sealed = pending.entries.splice(0, count)
    this.urgent -= sealed.filter(({ isUrgent }) => isUrgent).length
    pending.from = to + 1
    this.waiting -= count
    this.streams.delete(stream)
    // What came since goes to the end of the order: no stream holds up the others.
    if (pending.entries.length > 0) this.streams.set(stream, pending)
  }

  /** The next batch: contiguous ranges in discovery order, within the limits of a record. */
  plan(maxEntries: number, maxBytes: number): SealedRange[] {
    const ranges: SealedRange[] = []
    let total = 0
    let bytes = 0
    for (const [stream, { from, entries }] of this.streams) {
      const count = Math.min(entries.length, maxEntries - total)
      const range = { stream, from, to: from + count - 1 }
      bytes += JSON.stringify(range).length + 1
      if (count === 0 || bytes > maxBytes) break
      ranges.push(range)
      total += count
    }
    return ranges
  }
}
