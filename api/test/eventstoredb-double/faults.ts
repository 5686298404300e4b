import type { ServiceError } from '@grpc/grpc-js'

/** What goes wrong with one append. */
export type AppendFault =
  /** Stored, and answered with an error. */
  | { readonly kind: 'stored-but-error'; readonly error: ServiceError }
  /** Not stored, and answered with an error. */
  | { readonly kind: 'not-stored'; readonly error: ServiceError }
  /** Never answered; stored when `land` resolves. */
  | { readonly kind: 'late'; readonly land: Promise<unknown> }
  /** Never answered, never stored. */
  | { readonly kind: 'hung' }

/** What goes wrong with one read. */
export type ReadFault =
  | { readonly kind: 'error'; readonly error: ServiceError }
  | { readonly kind: 'hung' }
  /** The connection ends after so many events. */
  | { readonly kind: 'broken'; readonly after: number; readonly error: ServiceError }
  /** Each event comes twice. */
  | { readonly kind: 'doubled' }

/** Calls that answer with events: of a stream, of the log, its end backwards, `$$…`, a subscription. */
export type ReadCall = 'stream' | 'log' | 'end' | 'metadata' | 'subscription'

/** Calls that store: metadata stands in a stream `$$…`, the other append path shares one call. */
export type AppendCall = 'append' | 'batch append' | 'set metadata'

type Call = ReadCall | AppendCall

/** Faults asked for, each for the next call of its kind; and how many calls there were. */
export class Faults {
  private readonly appends = new Map<AppendCall, AppendFault[]>()
  private readonly reads = new Map<ReadCall, ReadFault[]>()
  private readonly counts = new Map<Call, number>()
  private readonly watchers = new Set<() => void>()

  nextAppend(...faults: AppendFault[]): void {
    put(this.appends, 'append', faults)
  }

  nextMetadata(...faults: AppendFault[]): void {
    put(this.appends, 'set metadata', faults)
  }

  nextRead(call: ReadCall, ...faults: ReadFault[]): void {
    put(this.reads, call, faults)
  }

  takeAppend(call: AppendCall): AppendFault | undefined {
    this.count(call)
    return this.appends.get(call)?.shift()
  }

  takeRead(call: ReadCall): ReadFault | undefined {
    this.count(call)
    return this.reads.get(call)?.shift()
  }

  /** How many calls of a kind there were. */
  countOf(call: Call): number {
    return this.counts.get(call) ?? 0
  }

  /** Resolves when so many more calls of a kind have come. */
  async further(call: Call, count: number): Promise<void> {
    const target = this.countOf(call) + count
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const watcher = (): void => {
      if (this.countOf(call) >= target) resolve(undefined)
    }
    this.watchers.add(watcher)
    await promise
    this.watchers.delete(watcher)
  }

  private count(call: Call): void {
    this.counts.set(call, this.countOf(call) + 1)
    for (const watcher of this.watchers) watcher()
  }
}

function put<K, F>(queues: Map<K, F[]>, call: K, faults: readonly F[]): void {
  const queue = queues.get(call) ?? []
  queue.push(...faults)
  queues.set(call, queue)
}
