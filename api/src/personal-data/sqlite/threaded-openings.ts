import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { byDigest, type EntryPlace, type Opening, type OpeningReader } from '../opening.js'
import type { WithoutKey } from '../without-key.js'
import type { FoundOpenings, OpeningFilesPlace } from './opening-files.js'
import type { FromOpeningReader, ToOpeningReader } from './opening-reader-thread.js'
import { PersonalDataError } from '../personal-data-error.js'
import { startThread } from '../../threads/start-thread.js'

interface Waiting {
  readonly resolve: (found: FoundOpenings) => void
  readonly reject: (error: PersonalDataError) => void
}

/**
 * Openings read and opened in a thread of their own, for whoever asks for many while doing something
 * else: a rebuild. Questions are answered in order.
 */
export class ThreadedOpenings implements Pick<OpeningReader, 'forEntries'> {
  private readonly thread: Worker
  private readonly withoutKey: WithoutKey
  private readonly waiting: Waiting[] = []
  private end: PersonalDataError | undefined

  constructor(place: OpeningFilesPlace, withoutKey: WithoutKey) {
    this.withoutKey = withoutKey
    this.thread = startThread('opening-reader-thread', import.meta.url, { workerData: place })
    this.thread.on('message', (answer: FromOpeningReader) => this.settle(answer))
    this.thread.on('error', (cause) => this.fail(unavailable(String(cause))))
    this.thread.on('exit', () => this.fail(unavailable('the reader thread has ended')))
  }

  /** @throws PersonalDataError OPENING_UNREADABLE, OPENINGS_UNAVAILABLE */
  async forEntries(places: readonly EntryPlace[]): Promise<ReadonlyMap<string, Opening>> {
    const { openings, withoutKey } = await this.ask(places)
    if (withoutKey !== undefined) await this.withoutKey.suspect(withoutKey)
    return byDigest(openings)
  }

  /** What was asked is answered first. */
  async close(): Promise<void> {
    if (this.end !== undefined) return
    this.end = unavailable('the store is closed')
    this.thread.postMessage({ close: true } satisfies ToOpeningReader)
    await once(this.thread, 'exit')
  }

  private ask(places: readonly EntryPlace[]): Promise<FoundOpenings> {
    if (this.end !== undefined) return Promise.reject(this.end)
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject })
      const asked = places.map(({ stream, revision }) => ({ stream, revision }))
      this.thread.postMessage({ places: asked } satisfies ToOpeningReader)
    })
  }

  private settle(answer: FromOpeningReader): void {
    const { resolve, reject } = this.waiting.shift()!
    if ('failed' in answer) reject(unavailable(answer.failed))
    else if ('unreadable' in answer) reject(unreadable(answer.unreadable))
    else resolve(JSON.parse(answer.found) as FoundOpenings)
  }

  private fail(error: PersonalDataError): void {
    this.end ??= error
    for (const { reject } of this.waiting.splice(0)) reject(error)
  }
}

function unavailable(message: string): PersonalDataError {
  return new PersonalDataError('OPENINGS_UNAVAILABLE', message)
}

function unreadable(message: string): PersonalDataError {
  return new PersonalDataError('OPENING_UNREADABLE', message)
}
