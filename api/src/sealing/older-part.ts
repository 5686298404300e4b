import { setTimeout as delay } from 'node:timers/promises'
import { recordHash, type Crypto } from '@contremarque/ledger'
import { START, type EventStore, type StoredEvent } from '../event-store/event-store.js'
import type { Landmark } from './landmark.js'
import type { SealedHistory } from './sealed-history.js'
import { SealingError } from './sealing-error.js'
import { StoreFollower } from './store-follower.js'

/** Reads everything up to a landmark again, from the store's start, while the ledger goes on from there. */
export class OlderPart {
  private readonly follower: StoreFollower
  private isStopped = false

  /** @param accept takes an event into `history` */
  constructor(
    private readonly landmark: Landmark,
    readonly history: SealedHistory,
    store: EventStore,
    accept: (event: StoredEvent) => Promise<void>,
  ) {
    this.follower = new StoreFollower(
      sparing(store),
      (event) => (this.isOver(event) ? Promise.resolve() : accept(event)),
      nothing,
      nothing,
    )
  }

  /** How much of it was read, in percent of the log's positions: 100 is for whoever has all. */
  get percent(): number {
    const { position } = this.follower
    if (position <= 0n) return 0
    return Math.min(99, Number((position * 100n) / this.landmark.position))
  }

  get batch(): number {
    return this.landmark.batch
  }

  /**
   * Resolves when all of it was taken in, and ends with the landmark's batch.
   * @throws SealingError, StoreError
   */
  async read(crypto: Crypto): Promise<void> {
    const { batch, record, position } = this.landmark
    this.follower.follow(START)
    await this.follower.reach(position)
    this.follower.stop()
    const { last } = this.history
    if (last?.record.batch === batch && recordHash(last.bytes, crypto) === record) return
    throw unfit(batch, 'the store tells another history up to it')
  }

  stop(): void {
    this.isStopped = true
    this.follower.stop()
  }

  private isOver({ position }: StoredEvent): boolean {
    return this.isStopped || position > this.landmark.position
  }
}

/** What was taken for whole, to begin sooner, is not. */
export function unfit(batch: number, why: string): SealingError {
  const message =
    `batch ${batch}: the start went on from there, and ${why}: stop, and start again, which reads everything, ` +
    'see docs/runbooks/rollback.md'
  return new SealingError('BATCH_BROKEN', message, { details: { batch } })
}

/** After each page it rests as long as the page took: whoever is served comes first. */
function sparing(store: EventStore): Pick<EventStore, 'headPosition' | 'subscribe'> {
  return {
    headPosition: () => store.headPosition(),
    subscribe: (after, handle) =>
      store.subscribe(after, async (page) => {
        const begin = performance.now()
        await handle(page)
        await delay(performance.now() - begin)
      }),
  }
}

function nothing(): void {
  // `read` tells.
}
