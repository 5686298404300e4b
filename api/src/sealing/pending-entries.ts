import type { SealedRange } from '@contremarque/ledger'
import type { Position } from '../event-store/event-store.js'

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
  /** Of what was read before it. */
  readonly after: Position
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
  /** Where streams whose sealed part is not known were found to go on. */
  private readonly assumed = new Map<string, number>()
  private waiting = 0
  private urgent = 0

  /** @param isWhole whether nothing was sealed before; else `adopt` tells what was */
  constructor(private isWhole = true) {}

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

  /** Number of streams of which something waits. */
  get streamCount(): number {
    return this.streams.size
  }

  /** The revision a stream's next unsealed entry has; undefined when it is not known. */
  firstOf(stream: string): number | undefined {
    const head = this.heads.get(stream)
    if (head !== undefined) return head + 1
    return this.isWhole ? 0 : this.assumed.get(stream)
  }

  /** The revision that must be discovered next; undefined when it is not known. */
  nextOf(stream: string): number | undefined {
    const pending = this.streams.get(stream)
    return pending === undefined ? this.firstOf(stream) : pending.from + pending.entries.length
  }

  /** Of each stream of which something waits, the first revision. */
  starts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.streams].map(([stream, { from }]) => [stream, from]))
  }

  /** What was read before the oldest of what waits; undefined when nothing does. */
  get after(): Position | undefined {
    let oldest: Position | undefined
    for (const { entries } of this.streams.values()) {
      const after = entries[0]?.after
      if (after !== undefined && (oldest === undefined || after < oldest)) oldest = after
    }
    return oldest
  }

  /** Where a stream whose sealed part is not known was found to go on. */
  assumedOf(stream: string): number | undefined {
    return this.assumed.get(stream)
  }

  /**
   * Takes over what was sealed before.
   * @returns a stream that goes on elsewhere than it was found to; undefined when all fit
   */
  adopt(older: PendingEntries): string | undefined {
    for (const [stream, revision] of this.assumed) {
      if (older.firstOf(stream) !== revision) return stream
    }
    for (const [stream, { from }] of older.streams) {
      if (this.assumed.get(stream) !== from) return stream
    }
    for (const [stream, head] of older.heads) {
      if (!this.heads.has(stream)) this.heads.set(stream, head)
    }
    this.assumed.clear()
    this.isWhole = true
    return undefined
  }

  /** Takes the entry at `nextOf(stream)`, or anywhere when that is not known. */
  add(stream: string, revision: number, entry: PendingEntry): void {
    let pending = this.streams.get(stream)
    if (pending === undefined) {
      if (this.firstOf(stream) === undefined) this.assumed.set(stream, revision)
      pending = { from: revision, entries: [] }
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
