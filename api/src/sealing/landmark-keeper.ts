import type { Landmark, Landmarks } from './landmark.js'
import type { SealedHistory } from './sealed-history.js'

/** Entries below which reading everything takes no time worth sparing. */
const MIN_SIZE = 20_000
/** Milliseconds from one landmark to the next while the ledger runs. */
const EVERY = 10_000
/** Streams that wait; with more the next batch is as good. */
const MAX_PENDING = 10_000

export interface LandmarkOptions {
  readonly kept: Landmarks
  /** Whether nothing stands that the next start has to find again, by reading everything. */
  readonly isClear: () => boolean
  readonly minSize?: number
  readonly every?: number
}

/** Keeps a landmark now and then, and none while something is wrong with the store. */
export class LandmarkKeeper {
  private batch = -1
  private at = -Infinity
  private turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: LandmarkOptions | undefined) {}

  get isClear(): boolean {
    return this.options?.isClear() ?? false
  }

  async read(): Promise<Landmark | undefined> {
    await this.turn
    return this.options?.kept.read()
  }

  /**
   * Keeps where a history stands that was read from the store's start, unless that was done a moment ago.
   * To be called between two events.
   */
  note(history: SealedHistory, wholeAt: number, now: number): void {
    if (now - this.at >= (this.options?.every ?? EVERY)) this.keep(history, wholeAt, now)
  }

  /** The same at once. */
  keep(history: SealedHistory, wholeAt: number, now: number): void {
    const { options } = this
    const isLarge = history.tree.size >= (options?.minSize ?? MIN_SIZE)
    const isNew = (history.last?.record.batch ?? -1) > this.batch
    if (!options?.isClear() || !isLarge || !isNew || history.pending.streamCount > MAX_PENDING) {
      return
    }
    this.at = now
    this.batch = history.last!.record.batch
    const landmark = history.landmark(wholeAt)
    this.then(() => options.kept.keep(landmark))
  }

  /** The next start reads everything. */
  forget(): void {
    this.batch = -1
    this.then(async () => this.options?.kept.forget())
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.turn
  }

  /** What fails now is written with the next. */
  private then(write: () => Promise<void>): void {
    this.turn = this.turn.then(write).catch(() => undefined)
  }
}
