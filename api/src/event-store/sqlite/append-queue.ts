import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import type { AppendResult, NewEvent } from '../event-store.js'
import { StoreError } from '../store-error.js'
import type { FromWriter, ToWriter, WriterSettings } from './append-worker.js'
import type { AppendOutcome, GroupOutcome, PackedAppend } from './event-file.js'
import { GroupCommit, type Waiting } from '../../threads/group-commit.js'
import { startThread } from '../../threads/start-thread.js'

interface Append {
  readonly stream: string
  readonly expectedRevision: number
  readonly events: readonly NewEvent[]
}

/** Commits run in a thread of their own, so that a slow disk holds up nobody else. */
export class AppendQueue {
  private readonly worker: Worker
  private readonly exited: Promise<unknown>
  private readonly commit = new GroupCommit<Append, AppendResult>((group, bytes) =>
    this.send(group, bytes),
  )

  private constructor(worker: Worker) {
    this.worker = worker
    worker.on('message', (message: FromWriter) => {
      if ('group' in message) this.settle(message.group)
    })
    worker.on('error', (cause) => this.fail(`the writer thread failed: ${String(cause)}`))
    this.exited = new Promise((resolve) => worker.once('exit', resolve))
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
  push(append: Append): Promise<AppendResult> {
    return this.commit.push(append, sizeOf(append))
  }

  /** Commits what waits, then ends the thread; later appends are refused. */
  async close(): Promise<void> {
    const isFirst = await this.commit.close(
      new StoreError('STORE_UNAVAILABLE', 'the store is closed'),
    )
    if (!isFirst) return
    this.worker.postMessage({ close: true } satisfies ToWriter)
    await this.exited
  }

  private send(group: readonly Append[], bytes: number): void {
    const data = new Uint8Array(bytes)
    const message: ToWriter = { appends: pack(group, data), data }
    this.worker.postMessage(message, [data.buffer])
  }

  private settle(group: GroupOutcome): void {
    this.commit.settle((waiting, index) => {
      if ('failed' in group) waiting.reject(new StoreError(group.failed, group.message))
      else answer(waiting, group.outcomes[index])
    })
  }

  /** What was under way when the thread died may be stored. */
  private fail(message: string): void {
    this.commit.fail(
      new StoreError('APPEND_AMBIGUOUS', message),
      new StoreError('STORE_UNAVAILABLE', message),
    )
  }
}

function sizeOf({ events }: Append): number {
  let bytes = 0
  for (const event of events) bytes += event.data.length
  return bytes
}

function pack(group: readonly Append[], data: Uint8Array): readonly PackedAppend[] {
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

function answer(waiting: Waiting<Append, AppendResult>, outcome: AppendOutcome | undefined): void {
  if (outcome === undefined) {
    waiting.reject(new StoreError('APPEND_AMBIGUOUS', 'the writer thread gave no answer'))
    return
  }
  if (!('refused' in outcome)) {
    waiting.resolve({ revision: outcome.revision, position: BigInt(outcome.position) })
    return
  }
  const { item, reject } = waiting
  const expected = item.expectedRevision
  if (outcome.refused === 'EVENT_ID_REUSED') {
    reject(new StoreError('EVENT_ID_REUSED', 'the same id is stored with other bytes'))
    return
  }
  const message = `expected revision ${expected}, the stream is at ${outcome.actual}`
  reject(
    new StoreError('WRONG_REVISION', message, { details: { expected, actual: outcome.actual } }),
  )
}
