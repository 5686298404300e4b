import { Subject, type Observable } from 'rxjs'
import { START, type Position } from '../event-store/event-store.js'
import type { PreparedPage } from './prepare-page.js'

/** What became visible in the read models. */
export type Change = EntryChange | SealedChange | StampedChange

export interface EntryChange {
  readonly kind: 'entry'
  readonly stream: string
  readonly revision: number
  readonly type: string
  /** Uuid of the entry. */
  readonly id: string
  readonly position: Position
}

export interface SealedChange {
  readonly kind: 'sealed'
  /** Leaves sealed so far. */
  readonly size: number
  readonly at: string
}

export interface StampedChange {
  readonly kind: 'stamped'
  /** Last batch of the run. */
  readonly lastBatch: number
  readonly at: string
}

interface Waiter {
  readonly isDone: () => boolean
  readonly resolve: (nothing: undefined) => void
}

/** Tells of pages once they are stored, and lets callers wait for what a page will bring. */
export class ChangeFeed {
  private readonly subject = new Subject<Change>()
  private readonly waiters = new Set<Waiter>()
  private reached: Position = START

  get changes$(): Observable<Change> {
    return this.subject.asObservable()
  }

  get position(): Position {
    return this.reached
  }

  /** The read models stand here now; what waits for it goes on. */
  moveTo(position: Position): void {
    this.reached = position
    this.wake()
  }

  /** A page was stored: its changes are told one by one. */
  announce({ events }: PreparedPage): void {
    const last = events.at(-1)
    if (last !== undefined) this.moveTo(last.event.position)
    for (const each of events) {
      const change = changeOf(each)
      if (change !== undefined) this.subject.next(change)
    }
  }

  /**
   * Resolves once `isDone` answers true: asked now and after every page.
   *
   * @throws the signal's reason when it aborts first
   */
  until(isDone: () => boolean, signal?: AbortSignal): Promise<void> {
    if (isDone()) return Promise.resolve()
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error)
    const waiter: Waiter = { isDone, resolve }
    const abort = (): void => {
      this.waiters.delete(waiter)
      reject(signal?.reason as Error)
    }
    this.waiters.add(waiter)
    signal?.addEventListener('abort', abort, { once: true })
    return promise.finally(() => signal?.removeEventListener('abort', abort))
  }

  private wake(): void {
    for (const waiter of this.waiters) {
      if (!waiter.isDone()) continue
      this.waiters.delete(waiter)
      waiter.resolve(undefined)
    }
  }
}

function changeOf(each: PreparedPage['events'][number]): Change | undefined {
  switch (each.kind) {
    case 'entry': {
      const { stream, revision, type, id, position } = each.event
      return { kind: 'entry', stream, revision, type, id, position }
    }
    case 'batch': {
      const { first, count, sealedAt } = each.record
      return { kind: 'sealed', size: first + count, at: sealedAt }
    }
    case 'stamp':
      return { kind: 'stamped', lastBatch: each.record.lastBatch, at: each.record.stampedAt }
    case 'closing':
    case 'unreadable':
      return undefined
  }
}
