/** Which revisions of which streams have been handed out: intervals, mostly one per stream. */
export class SealedIntervals {
  private readonly streams = new Map<string, { from: number; to: number }[]>()

  has(stream: string, revision: number): boolean {
    const intervals = this.streams.get(stream) ?? []
    return intervals.some(({ from, to }) => from <= revision && revision <= to)
  }

  add(stream: string, revision: number): void {
    const intervals = this.streams.get(stream)
    if (intervals === undefined) {
      this.streams.set(stream, [{ from: revision, to: revision }])
      return
    }
    const before = intervals.find(({ to }) => to === revision - 1)
    if (before === undefined) intervals.push({ from: revision, to: revision })
    else before.to = revision
  }
}
