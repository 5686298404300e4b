import type { Subscription } from 'rxjs'
import {
  START,
  type EventStore,
  type Position,
  type StoredEvent,
} from '../event-store/event-store.js'

interface Waiter {
  readonly position: Position
  readonly reached: PromiseWithResolvers<undefined>
}

/** Takes in the store, event by event, and tells how far it has come. */
export class StoreFollower {
  private readonly store: Pick<EventStore, 'headPosition' | 'subscribe'>
  private readonly accept: (event: StoredEvent) => Promise<void>
  private readonly onPage: () => void
  private readonly onFailure: (error: unknown) => void
  private readonly waiting = new Set<Waiter>()
  private turn: Promise<unknown> = Promise.resolve()
  private subscription: Subscription | undefined
  private reached: Position = START
  private failure: { readonly error: unknown } | undefined

  constructor(
    store: Pick<EventStore, 'headPosition' | 'subscribe'>,
    accept: (event: StoredEvent) => Promise<void>,
    onPage: () => void,
    onFailure: (error: unknown) => void,
  ) {
    this.store = store
    this.accept = accept
    this.onPage = onPage
    this.onFailure = onFailure
  }

  /** How far everything has been taken in. */
  get position(): Position {
    return this.reached
  }

  /** Why no more is taken in, if that is so. */
  get failed(): { readonly error: unknown } | undefined {
    return this.failure
  }

  /**
   * Resolves when everything behind a position that is there now has been taken in; then goes on live.
   * @param isKnown see `EventStore.subscribe`
   */
  async start(after: Position, isKnown: boolean): Promise<void> {
    const target = await this.store.headPosition()
    this.follow(after, isKnown)
    await this.reach(target)
  }

  follow(after: Position, isKnown = false): void {
    const handle = (page: readonly StoredEvent[]): Promise<void> =>
      this.between(async () => {
        for (const event of page) await this.accept(event)
      })
    this.reached = after
    this.subscription = this.store.subscribe(after, handle, isKnown).subscribe({
      next: (position) => {
        this.advance(position)
      },
      error: (error: unknown) => {
        this.fail(error)
      },
    })
  }

  /** Resolves when everything up to a position has been taken in. */
  async reach(position: Position): Promise<void> {
    if (this.reached >= position) return
    if (this.failure === undefined) {
      const reached = Promise.withResolvers<undefined>()
      this.waiting.add({ position, reached })
      await reached.promise
    }
    if (this.failure !== undefined) throw this.failure.error
  }

  /** Runs a task while no page is taken in. */
  between<T>(task: () => Promise<T>): Promise<T> {
    const result = this.turn.then(task)
    this.turn = result.catch(() => undefined)
    return result
  }

  stop(): void {
    this.subscription?.unsubscribe()
  }

  private advance(position: Position): void {
    this.reached = position
    for (const waiter of this.waiting) {
      if (waiter.position > position) continue
      this.waiting.delete(waiter)
      waiter.reached.resolve(undefined)
    }
    this.onPage()
  }

  private fail(error: unknown): void {
    this.failure = { error }
    for (const { reached } of this.waiting) reached.resolve(undefined)
    this.waiting.clear()
    this.onFailure(error)
  }
}
