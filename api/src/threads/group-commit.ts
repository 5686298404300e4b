/** What was asked and waits for the commit that makes it durable. */
export interface Waiting<Item, Result> {
  readonly item: Item
  readonly bytes: number
  readonly resolve: (result: Result) => void
  readonly reject: (error: Error) => void
}

/** Bounds of one commit: what waits beyond them goes into the next. One item always goes. */
const MOST_ITEMS = 1_024
const MOST_BYTES = 8 * 1_048_576

/**
 * Group commit: whatever was asked while the last commit was flushed goes into the next one, in
 * order. One commit is under way at a time; `send` begins it, `settle` or `fail` ends it.
 */
export class GroupCommit<Item, Result> {
  private readonly send: (group: readonly Item[], bytes: number) => void
  private waiting: Waiting<Item, Result>[] = []
  private underWay: readonly Waiting<Item, Result>[] = []
  private isScheduled = false
  private end: Error | undefined
  private drained: (() => void) | undefined

  /** @param send begins the commit of a group, of so many bytes together */
  constructor(send: (group: readonly Item[], bytes: number) => void) {
    this.send = send
  }

  /** Resolves when the commit it went into is settled. */
  push(item: Item, bytes: number): Promise<Result> {
    if (this.end !== undefined) return Promise.reject(this.end)
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, bytes, resolve, reject })
      this.schedule()
    })
  }

  /** Ends the commit under way: each of its group is told what became of it. */
  settle(tell: (waiting: Waiting<Item, Result>, index: number) => void): void {
    const settled = this.underWay
    this.underWay = []
    for (const [index, waiting] of settled.entries()) tell(waiting, index)
    if (this.waiting.length > 0) this.schedule()
    else this.drained?.()
  }

  /**
   * Refuses later pushes with `reason`; resolves when all that was asked before is settled.
   * @returns false when it had ended before
   */
  async close(reason: Error): Promise<boolean> {
    if (this.end !== undefined) return false
    this.end = reason
    if (this.waiting.length + this.underWay.length > 0) {
      await new Promise<void>((resolve) => (this.drained = resolve))
    }
    return true
  }

  /** No commit comes any more: what was under way may be stored, what waits is not. */
  fail(underWay: Error, waiting: Error): void {
    this.end ??= waiting
    for (const { reject } of this.underWay) reject(underWay)
    for (const { reject } of this.waiting) reject(waiting)
    this.underWay = []
    this.waiting = []
    this.drained?.()
  }

  /** After the callbacks of this turn, so that all who were answered together ask together. */
  private schedule(): void {
    if (this.isScheduled || this.underWay.length > 0) return
    this.isScheduled = true
    setImmediate(() => {
      this.isScheduled = false
      this.begin()
    })
  }

  private begin(): void {
    if (this.underWay.length > 0 || this.waiting.length === 0) return
    let count = 0
    let bytes = 0
    for (const next of this.waiting) {
      if (count === MOST_ITEMS || (count > 0 && bytes + next.bytes > MOST_BYTES)) break
      bytes += next.bytes
      count++
    }
    this.underWay = this.waiting.splice(0, count)
    const group = this.underWay.map(({ item }) => item)
    this.send(group, bytes)
  }
}
