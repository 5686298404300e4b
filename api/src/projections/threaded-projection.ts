import type { Worker } from 'node:worker_threads'
import type { Position, StoredEvent } from '../event-store/event-store.js'
import type { OpeningPlace } from '../personal-data/unseal.js'
import type { Change } from './change.js'
import { packPage } from './packed-page.js'
import type { Projection } from './projection.js'
import type { FromProjection, ProjectionThreadSettings, ToProjection } from './projection-thread.js'
import { ReadModelError } from './read-model-error.js'
import { startThread } from '../threads/start-thread.js'

/**
 * Projects in a thread of its own: this one packs a page and hears what it changed. Reading entries,
 * opening what is personal, writing rows and flushing are the other's.
 */
export class ThreadedProjection implements Projection {
  readonly broken: Promise<never>
  private readonly thread: Worker
  private readonly exited: Promise<void>
  private readonly opened = Promise.withResolvers<Position>()
  private inHand: PromiseWithResolvers<readonly Change[]> | undefined
  private position: Position | undefined
  private end: ReadModelError | undefined

  private constructor(thread: Worker, onWithoutKey: (place: OpeningPlace) => void) {
    const { promise, reject } = Promise.withResolvers<never>()
    this.thread = thread
    this.broken = promise
    // Nobody may be waiting for it.
    this.broken.catch(() => undefined)
    this.exited = new Promise((resolve) => thread.once('exit', () => resolve()))
    const fail = (error: ReadModelError): void => {
      this.fail(error)
      reject(this.end)
    }
    thread.on('message', (message: FromProjection) => {
      if ('withoutKey' in message) onWithoutKey(message.withoutKey)
      else this.settle(message)
    })
    thread.on('error', (cause) => fail(ended(String(cause), cause)))
    thread.on('exit', () => fail(ended('it exited')))
  }

  /**
   * @param onWithoutKey told of a value that was found without a key, see `WithoutKey`
   * @throws ReadModelError PROJECTION_ENDED with its cause
   */
  static async open(
    settings: ProjectionThreadSettings,
    onWithoutKey: (place: OpeningPlace) => void,
  ): Promise<ThreadedProjection> {
    const options = { workerData: settings, name: 'projections' }
    const thread = startThread('projection-thread', import.meta.url, options)
    const projection = new ThreadedProjection(thread, onWithoutKey)
    projection.position = await projection.opened.promise
    return projection
  }

  get begin(): Position {
    return this.position!
  }

  apply(page: readonly StoredEvent[]): Promise<readonly Change[]> {
    if (this.end !== undefined) return Promise.reject(this.end)
    this.inHand = Promise.withResolvers()
    const packed = packPage(page)
    this.thread.postMessage({ page: packed } satisfies ToProjection, [packed.data.buffer])
    return this.inHand.promise
  }

  async close(): Promise<void> {
    if (this.end === undefined) this.thread.postMessage({ close: true } satisfies ToProjection)
    await this.exited
  }

  private settle(message: Exclude<FromProjection, { withoutKey: unknown }>): void {
    if ('begin' in message) this.opened.resolve(message.begin)
    else this.inHand?.resolve(message.changes)
  }

  /** What was in hand may be stored: whoever goes on asks the file. */
  private fail(error: ReadModelError): void {
    this.end ??= error
    this.opened.reject(this.end)
    this.inHand?.reject(this.end)
  }
}

function ended(reason: string, cause?: unknown): ReadModelError {
  return new ReadModelError('PROJECTION_ENDED', `the projecting thread ended: ${reason}`, { cause })
}
