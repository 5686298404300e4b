import type { Worker } from 'node:worker_threads'
import type { OpeningRow } from '../engine.js'
import { PersonalDataError } from '../personal-data-error.js'
import type { FromOpeningWriter, ToOpeningWriter } from './opening-writer-thread.js'
import { GroupCommit } from '../../threads/group-commit.js'
import { startThread } from '../../threads/start-thread.js'

/** Commits of openings run in a thread of their own, so that a slow disk holds up nobody else. */
export class ThreadedWriter {
  private readonly thread: Worker
  private readonly exited: Promise<unknown>
  private readonly commit = new GroupCommit<readonly OpeningRow[], undefined>((group) => {
    this.thread.postMessage({ rows: JSON.stringify(group.flat()) } satisfies ToOpeningWriter)
  })

  /** @param path of a file of openings that exists */
  constructor(path: string) {
    this.thread = startThread('opening-writer-thread', import.meta.url, { workerData: { path } })
    this.thread.on('message', (answer: FromOpeningWriter) => this.settle(answer))
    this.thread.on('error', (cause) => this.fail(unavailable(String(cause))))
    this.exited = new Promise((resolve) => this.thread.once('exit', resolve))
    this.thread.on('exit', () => this.fail(unavailable('the writer thread has ended')))
  }

  /** Durable when it resolves. @throws PersonalDataError OPENINGS_UNAVAILABLE */
  push(rows: readonly OpeningRow[]): Promise<void> {
    return this.commit.push(rows, sizeOf(rows))
  }

  /** Commits what waits, then ends the thread; later pushes are refused. */
  async close(): Promise<void> {
    if (!(await this.commit.close(unavailable('the store is closed')))) return
    this.thread.postMessage({ close: true } satisfies ToOpeningWriter)
    await this.exited
  }

  private settle(answer: FromOpeningWriter): void {
    this.commit.settle(({ resolve, reject }) => {
      if ('failed' in answer) reject(unavailable(answer.failed))
      else resolve(undefined)
    })
  }

  /** An opening that may be stored without its entry is harmless. */
  private fail(error: PersonalDataError): void {
    this.commit.fail(error, error)
  }
}

function sizeOf(rows: readonly OpeningRow[]): number {
  let bytes = 0
  for (const [, , , , , sealed] of rows) bytes += sealed.length
  return bytes
}

function unavailable(message: string): PersonalDataError {
  return new PersonalDataError('OPENINGS_UNAVAILABLE', message)
}
