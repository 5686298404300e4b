/** An event as somebody wrote it. */
export interface Written {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly custom: Uint8Array
}

export interface Logged extends Written {
  readonly stream: string
  readonly revision: number
  /** Where it ends in the log; 100 apart, so that what is between two is no position. */
  readonly position: bigint
  /** Milliseconds since 1970. */
  readonly created: number
}

export type Expected = number | 'any' | 'exists'

export type Appended =
  | { readonly revision: number; readonly position: bigint }
  | { readonly wrong: { readonly current: number } }
  | { readonly deleted: true }
  | { readonly tooLarge: true }

const MAX_APPEND = 1_048_576
/** `$tb` of a deleted stream, as a JavaScript number; on the wire the revision of a tombstone. */
const DELETED = Number(9_223_372_036_854_775_807n)

/** What EventStoreDB keeps and how it answers, in memory. Of the storage alone: faults are elsewhere. */
export class EventLog {
  readonly all: Logged[] = []
  /** The server's clock, by which `$maxAge` hides. */
  now: () => number = Date.now
  private readonly streams = new Map<string, Logged[]>()
  private readonly tombstones = new Set<string>()
  /** What a scavenge removed. */
  private readonly gone = new Set<Logged>()
  private readonly watchers = new Set<() => void>()

  /** Told after every append. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  append(stream: string, expected: Expected, events: readonly Written[]): Appended {
    if (this.tombstones.has(stream)) return { deleted: true }
    const bytes = events.reduce((sum, { data }) => sum + data.length, 0)
    if (bytes > MAX_APPEND) return { tooLarge: true }
    const there = this.of(stream)
    const current = there.length - 1
    const known = this.repeated(there, expected, events)
    if (known !== undefined) return known
    const wasDeleted = this.isDeleted(stream)
    const isFirst = expected === -1 && wasDeleted
    if (!isFirst && !fits(expected, current)) return { wrong: { current } }
    for (const event of events) this.put(stream, event)
    if (wasDeleted) this.setMetadata(stream, { $tb: there.length })
    const last = this.of(stream).at(-1)
    for (const watcher of this.watchers) watcher()
    return { revision: last?.revision ?? -1, position: last?.position ?? 0n }
  }

  /** What reads show of a stream; undefined when it does not exist for them, 'deleted' when it never will. */
  read(stream: string): readonly Logged[] | undefined | 'deleted' {
    if (this.tombstones.has(stream)) return 'deleted'
    const there = this.streams.get(stream)
    if (there === undefined || this.isDeleted(stream)) return undefined
    const { $tb = 0, $maxCount = there.length, $maxAge = Infinity } = this.metadata(stream)
    const first = Math.max(Number($tb), there.length - Number($maxCount))
    const since = this.now() - 1_000 * Number($maxAge)
    return there.filter(
      (event) => event.revision >= first && event.created >= since && !this.gone.has(event),
    )
  }

  readAll(): readonly Logged[] {
    return this.all
  }

  /** @returns the revision it is at when that is not the expected one */
  softDelete(stream: string, expected: Expected): { readonly wrong?: number } {
    const current = this.of(stream).length - 1
    if (current < 0 || !fits(expected, current)) return { wrong: current }
    this.setMetadata(stream, { $tb: DELETED })
    return {}
  }

  tombstone(stream: string, expected: Expected): { readonly wrong?: number } {
    const current = this.of(stream).length - 1
    if (!fits(expected, current)) return { wrong: current }
    this.tombstones.add(stream)
    this.log(stream, DELETED, own('$streamDeleted'))
    for (const watcher of this.watchers) watcher()
    return {}
  }

  /** Removes for good what reads do not show, the last event of each stream excepted; says nothing of it. */
  scavenge(): void {
    for (const [stream, there] of this.streams) {
      const read = this.read(stream)
      const shown = new Set(read === 'deleted' ? [] : read)
      for (const event of there.slice(0, -1)) if (!shown.has(event)) this.gone.add(event)
    }
    const kept = this.all.filter((event) => !this.gone.has(event))
    this.all.splice(0, this.all.length, ...kept)
  }

  /** Removes the last events as a node does that must truncate. */
  truncate(count: number): void {
    for (const event of this.all.splice(this.all.length - count, count)) {
      const there = this.streams.get(event.stream)
      if (there?.at(-1) === event) there.pop()
    }
  }

  /** Changes what stands at a place, or takes it away, as who may write to the server's disk. */
  tamper(stream: string, revision: number, data: Uint8Array | undefined): void {
    const there = this.of(stream)
    const old = there[revision]!
    const at = this.all.indexOf(old)
    if (data === undefined) {
      this.gone.add(old)
      this.all.splice(at, 1)
      return
    }
    const changed = { ...old, data }
    this.all[at] = changed
    this.streams.set(stream, there.with(revision, changed))
  }

  /** Moves every event in the log, as in a copy that was written otherwise. */
  shift(by: bigint): void {
    for (const [i, event] of this.all.entries()) {
      const moved = { ...event, position: event.position + by }
      this.all[i] = moved
      const there = this.of(event.stream)
      if (event.revision < there.length) {
        this.streams.set(event.stream, there.with(event.revision, moved))
      }
    }
  }

  private put(stream: string, event: Written): void {
    const there = this.of(stream)
    this.streams.set(stream, [...there, this.log(stream, there.length, event)])
  }

  private log(stream: string, revision: number, event: Written): Logged {
    const position = (this.all.at(-1)?.position ?? 0n) + 100n
    const logged = { ...event, stream, revision, position, created: this.now() }
    this.all.push(logged)
    return logged
  }

  /** Ids are compared, bytes are not. */
  private repeated(
    there: readonly Logged[],
    expected: Expected,
    events: readonly Written[],
  ): Appended | undefined {
    if (events.length === 0 || expected === 'exists') return undefined
    const from =
      expected === 'any' ? there.findIndex(({ id }) => id === events[0]!.id) : expected + 1
    if (from < 0 || from >= there.length) return undefined
    if (events.some(({ id }, i) => there[from + i]?.id !== id)) return undefined
    const last = there[from + events.length - 1]!
    return { revision: last.revision, position: last.position }
  }

  private of(stream: string): readonly Logged[] {
    return this.streams.get(stream) ?? []
  }

  private isDeleted(stream: string): boolean {
    return this.metadata(stream)['$tb'] === DELETED
  }

  metadata(stream: string): Readonly<Record<string, unknown>> {
    const [metadata] = this.last(`$$${stream}`)
    return (metadata ?? {}) as Readonly<Record<string, unknown>>
  }

  /** What was written as JSON to a stream last; none when nothing was. */
  last(stream: string): readonly unknown[] {
    const [last] = this.of(stream).slice(-1)
    return last === undefined ? [] : [JSON.parse(Buffer.from(last.data).toString())]
  }

  private setMetadata(stream: string, metadata: object): void {
    const data = Buffer.from(JSON.stringify(metadata))
    this.put(`$$${stream}`, { ...own('$metadata'), contentType: 'application/json', data })
  }
}

/** An event of the server's own. */
function own(type: string): Written {
  const nothing = new Uint8Array()
  const contentType = 'application/octet-stream'
  return { id: crypto.randomUUID(), type, contentType, data: nothing, custom: nothing }
}

function fits(expected: Expected, current: number): boolean {
  if (expected === 'any') return true
  return expected === 'exists' ? current >= 0 : expected === current
}
