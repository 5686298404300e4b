import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import type { AppendResult, NewEvent } from '../event-store.js'
import { StoreError } from '../store-error.js'
import type { FromWriter, ToWriter, WriterSettings } from './append-worker.js'
import type { AppendOutcome, GroupOutcome, PackedAppend } from './event-file.js'
import { startThread } from '../../threads/start-thread.js'

/** Bounds of one commit: what waits beyond them goes into the next. */
const MAX_GROUP_APPENDS = 1_024
const MAX_GROUP_BYTES = 8 * 1_048_576

interface Waiting {
  readonly stream: string
  readonly expectedRevision: number
  readonly events: readonly NewEvent[]
  readonly bytes: number
  readonly resolve: (result: AppendResult) => void
  readonly reject: (error: StoreError) => void
}

/**
 * Group commit: whatever was asked while the last commit was flushed goes into the next one, in
 * order. The commits run in a thread of their own, so that a slow disk holds up nobody else.
 */
export class AppendQueue {
  private readonly worker: Worker
  private waiting: Waiting[] = []
  private inFlight: Waiting[] = []
  private isScheduled = false
  private end: StoreError | undefined
  private drained: (() => void) | undefined

  private constructor(worker: Worker) {
    this.worker = worker
    worker.on('message', (message: FromWriter) => {
      if ('group' in message) this.settle(message.group)
    })
    worker.on('error', (cause) => this.fail(`the writer thread failed: ${String(cause)}`))
    worker.on('exit', () => this.fail('the writer thread ended'))
  }

  /** @throws StoreError when the file cannot be opened or is not ours */
  static async open(path: string, access: WriterSettings['access']): Promise<AppendQueue> {
    const settings: WriterSettings = { path, access }
    const worker = startThread('append-worker', import.meta.url, { workerData: settings })
    const [first] = (await once(worker, 'message')) as [FromWriter]
    if ('problem' in first) {
      await worker.terminate()
      throw new StoreError(first.problem.code, first.problem.message)
    }
    return new AppendQueue(worker)
  }

  /** Resolves after the flush. */
  push(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<AppendResult> {
    if (this.end !== undefined) return Promise.reject(this.end)
    return new Promise((resolve, reject) => {
      let bytes = 0
      for (const event of events) bytes += event.data.length
      this.waiting.push({ stream, expectedRevision, events, bytes, resolve, reject })
      this.schedule()
    })
  }

  /** Commits what waits, then ends the thread; later appends are refused. */
  async close(): Promise<void> {
    if (this.end === undefined) {
      this.end = new StoreError('STORE_UNAVAILABLE', 'the store is closed')
      if (this.waiting.length + this.inFlight.length > 0) {
        await new Promise<void>((resolve) => (this.drained = resolve))
      }
      this.worker.postMessage({ close: true } satisfies ToWriter)
      await once(this.worker, 'exit')
    }
  }

  /** After the callbacks of this turn, so that all who were answered together ask together. */
  private schedule(): void {
    if (this.isScheduled || this.inFlight.length > 0) return
    this.isScheduled = true
    setImmediate(() => {
      this.isScheduled = false
      this.send()
    })
  }

  private send(): void {
    if (this.inFlight.length > 0 || this.waiting.length === 0) return
    let count = 0
    let bytes = 0
    for (const next of this.waiting) {
      if (count === MAX_GROUP_APPENDS || (count > 0 && bytes + next.bytes > MAX_GROUP_BYTES)) break
      bytes += next.bytes
      count++
    }
    this.inFlight = this.waiting.splice(0, count)
    const data = new Uint8Array(bytes)
    const message: ToWriter = { appends: pack(this.inFlight, data), data }
    this.worker.postMessage(message, [data.buffer])
  }

  private settle(group: GroupOutcome): void {
    const settled = this.inFlight
    this.inFlight = []
    for (const [i, waiting] of settled.entries()) {
      if ('failed' in group) waiting.reject(new StoreError(group.failed, group.message))
      else answer(waiting, group.outcomes[i])
    }
    if (this.waiting.length > 0) this.schedule()
    else this.drained?.()
  }

  /** What was under way when the thread died may be stored. */
  private fail(message: string): void {
    this.end ??= new StoreError('STORE_UNAVAILABLE', message)
    for (const { reject } of this.inFlight) reject(new StoreError('APPEND_AMBIGUOUS', message))
    for (const { reject } of this.waiting) reject(new StoreError('STORE_UNAVAILABLE', message))
    this.inFlight = []
    this.waiting = []
    this.drained?.()
  }
}

function pack(group: readonly Waiting[], data: Uint8Array): readonly PackedAppend[] {
  let offset = 0
  return group.map(({ stream, expectedRevision, events }) => ({
    stream,
    expectedRevision,
    events: events.map((event) => {
      data.set(event.data, offset)
      offset += event.data.length
      const metadata = JSON.stringify(event.metadata)
      return { id: event.id, type: event.type, length: event.data.length, metadata }
    }),
  }))
}

function answer(waiting: Waiting, outcome: AppendOutcome | undefined): void {
  if (outcome === undefined) {
    waiting.reject(new StoreError('APPEND_AMBIGUOUS', 'the writer thread gave no answer'))
    return
  }
  if (!('refused' in outcome)) {
    waiting.resolve({ revision: outcome.revision, position: BigInt(outcome.position) })
    return
  }
  const { expectedRevision: expected, reject } = waiting
  if (outcome.refused === 'EVENT_ID_REUSED') {
    reject(new StoreError('EVENT_ID_REUSED', 'the same id is stored with other bytes'))
    return
  }
  const message = `expected revision ${expected}, the stream is at ${outcome.actual}`
  reject(
    new StoreError('WRONG_REVISION', message, { details: { expected, actual: outcome.actual } }),
  )
}
