import { setTimeout as delay } from 'node:timers/promises'
import { fromEvent, lastValueFrom, takeUntil } from 'rxjs'
import type { EventStore, Position, StoredEvent } from '../event-store/event-store.js'
import type { Change } from './change.js'
import type { Projection } from './projection.js'

export interface FollowerParts {
  readonly store: Pick<EventStore, 'subscribe'>
  readonly project: () => Promise<Projection>
  /** Told where the file stands, before any page. */
  readonly onBegin: (position: Position) => Promise<void>
  readonly onPage: (page: readonly StoredEvent[]) => void
  readonly onStored: (last: StoredEvent, changes: readonly Change[]) => void
  readonly onFailure: (error: unknown) => void
  /** Milliseconds before the first new attempt; doubled with each that fails too. */
  readonly retryDelay: number
}

/** Milliseconds that a new attempt is put off at most. */
const LONGEST = 30_000

/**
 * Follows the log into one file until it is stopped. Whatever fails — a page, the thread, the store — is
 * told and begun anew with a projection of its own, from what is stored.
 */
export class LogFollower {
  private readonly parts: FollowerParts
  private readonly stopping = new AbortController()
  private readonly running: Promise<void>
  private inHand: Promise<void> = Promise.resolve()
  private failures = 0

  constructor(parts: FollowerParts) {
    this.parts = parts
    this.running = this.run()
  }

  /** The page in hand finishes first. */
  stop(): Promise<void> {
    this.stopping.abort()
    return this.running
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      try {
        await this.follow()
        return
      } catch (error) {
        this.parts.onFailure(error)
        const pause = Math.min(LONGEST, this.parts.retryDelay * 2 ** this.failures++)
        await delay(pause, undefined, { signal }).catch(nothing)
      }
    }
  }

  /** Until it is stopped, the store closes or something fails. */
  private async follow(): Promise<void> {
    const projection = await this.parts.project()
    const over = new AbortController()
    const signal = AbortSignal.any([this.stopping.signal, over.signal])
    try {
      await this.parts.onBegin(projection.begin)
      if (signal.aborted) return
      const pages = this.parts.store
        .subscribe(projection.begin, (page) => this.take(page, projection))
        .pipe(takeUntil(fromEvent(signal, 'abort')))
      const end = lastValueFrom(pages, { defaultValue: undefined })
      await Promise.race([end, projection.broken])
    } finally {
      over.abort()
      await this.inHand.catch(nothing)
      await projection.close()
    }
  }

  private take(page: readonly StoredEvent[], projection: Projection): Promise<void> {
    this.inHand = this.store(page, projection)
    return this.inHand
  }

  private async store(page: readonly StoredEvent[], projection: Projection): Promise<void> {
    this.parts.onPage(page)
    const changes = await projection.apply(page)
    this.failures = 0
    this.parts.onStored(page.at(-1)!, changes)
  }
}

function nothing(): void {
  // Stopped while waiting; or what failed is told by whoever awaits it.
}
