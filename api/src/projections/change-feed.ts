import { Subject, type Observable } from 'rxjs'
import { START, type Position } from '../event-store/event-store.js'
import type { Change } from './change.js'

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

  /** Events up to this position were stored: what they changed is told one by one. */
  announce(position: Position, changes: readonly Change[]): void {
    this.moveTo(position)
    for (const change of changes) this.subject.next(change)
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
