import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import type { OpeningRow } from '../engine.js'
import { PersonalDataError } from '../personal-data-error.js'
import type { FromOpeningWriter, ToOpeningWriter } from './opening-writer-thread.js'
import { startThread } from '../../threads/start-thread.js'

interface Waiting {
  readonly rows: readonly OpeningRow[]
  readonly resolve: () => void
  readonly reject: (error: PersonalDataError) => void
}

/**
 * Group commit of openings: whatever was asked while the last commit was flushed goes into the next
 * one. The commits run in a thread of their own, so that a slow disk holds up nobody else.
 */
export class ThreadedWriter {
  private readonly thread: Worker
  private waiting: Waiting[] = []
  private inFlight: readonly Waiting[] = []
  private isScheduled = false
  private end: PersonalDataError | undefined
  private drained: (() => void) | undefined

  /** @param path of a file of openings that exists */
  constructor(path: string) {
    this.thread = startThread('opening-writer-thread', import.meta.url, { workerData: { path } })
    this.thread.on('message', (answer: FromOpeningWriter) => this.settle(answer))
    this.thread.on('error', (cause) => this.fail(unavailable(String(cause))))
    this.thread.on('exit', () => this.fail(unavailable('the writer thread has ended')))
  }

  /** Durable when it resolves. @throws PersonalDataError OPENINGS_UNAVAILABLE */
  push(rows: readonly OpeningRow[]): Promise<void> {
    if (this.end !== undefined) return Promise.reject(this.end)
    return new Promise((resolve, reject) => {
      this.waiting.push({ rows, resolve, reject })
      this.schedule()
    })
  }

  /** Commits what waits, then ends the thread; later pushes are refused. */
  async close(): Promise<void> {
    if (this.end !== undefined) return
    this.end = unavailable('the store is closed')
    if (this.waiting.length + this.inFlight.length > 0) {
      await new Promise<void>((resolve) => (this.drained = resolve))
    }
    this.thread.postMessage({ close: true } satisfies ToOpeningWriter)
    await once(this.thread, 'exit')
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
    this.inFlight = this.waiting
    this.waiting = []
    const rows = JSON.stringify(this.inFlight.flatMap((each) => each.rows))
    this.thread.postMessage({ rows } satisfies ToOpeningWriter)
  }

  private settle(answer: FromOpeningWriter): void {
    const settled = this.inFlight
    this.inFlight = []
    for (const { resolve, reject } of settled) {
      if ('failed' in answer) reject(unavailable(answer.failed))
      else resolve()
    }
    if (this.waiting.length > 0) this.schedule()
    else this.drained?.()
  }

  /** An opening that may be stored without its entry is harmless. */
  private fail(error: PersonalDataError): void {
    this.end ??= error
    for (const { reject } of [...this.inFlight, ...this.waiting]) reject(error)
    this.inFlight = []
    this.waiting = []
    this.drained?.()
  }
}

function unavailable(message: string): PersonalDataError {
  return new PersonalDataError('OPENINGS_UNAVAILABLE', message)
}
