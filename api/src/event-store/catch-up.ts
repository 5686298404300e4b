import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { Observable } from 'rxjs'
import type { PageHandler, Position, StoredEvent } from './event-store.js'

/** A page smaller than this leaves most of its cost to the page, not to its events. */
const SMALL_PAGE = 128
/** Milliseconds that small pages in a row are let grow. */
const GATHERING = 15

/** What a subscription needs of an engine. */
export interface CatchUpSource {
  /** The next page after a position, in position order; empty when caught up. */
  read(after: Position): Promise<readonly StoredEvent[]>
  /** Resolves when there is something after the position, or when `signal` aborts. */
  arrival(after: Position, signal: AbortSignal): Promise<void>
  /** Aborts when the store closes: subscriptions then complete. */
  readonly closing: AbortSignal
  /** Told of every subscription's run, so that closing can wait for the page in hand. */
  track(run: Promise<void>): void
}

/**
 * Catch-up, then live: read, hand over, emit, read on. A page is read only when the one before has
 * settled, and the position moves only after its page was handled, so that nothing is lost or
 * doubled by whoever subscribes again from the last emitted position. Under load small pages are let
 * grow for a moment; what arrives after a pause is handed over at once.
 */
export function catchUp(
  source: CatchUpSource,
  after: Position,
  handle: PageHandler,
): Observable<Position> {
  return new Observable<Position>((subscriber) => {
    const stop = new AbortController()
    const signal = AbortSignal.any([stop.signal, source.closing])
    const run = async (): Promise<void> => {
      let position = after
      let hasWaited = false
      while (!signal.aborted) {
        const page = await source.read(position)
        const last = page.at(-1)
        if (last === undefined) {
          // Announced and not there: removed behind the store's back. Look again, never spin.
          if (hasWaited) await delay(GATHERING, undefined, { signal }).catch(nothing)
          await source.arrival(position, signal)
          hasWaited = true
          continue
        }
        await handle(page)
        position = last.position
        subscriber.next(position)
        if (hasWaited || page.length >= SMALL_PAGE) await nextTurn()
        else await delay(GATHERING, undefined, { signal }).catch(nothing)
        hasWaited = false
      }
    }
    const ended = run().then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    )
    source.track(ended)
    return () => stop.abort()
  })
}

function nothing(): void {
  // Stopped while waiting: the loop ends.
}
