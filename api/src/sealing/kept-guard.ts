import type { BatchRecord } from '@contremarque/ledger'
import { attemptOf, type Guard, type GuardState } from './guard.js'
import type { SealedBatch } from './sealed-history.js'

const NOTHING: GuardState = { acknowledged: null, attempt: null }

/**
 * The guard as this process knows it. Batches of other nodes are kept too: a node that only reads would
 * otherwise take a store put back to before them for whole. Writing is one at a time, the newest state.
 */
export class KeptGuard {
  private readonly file: Guard
  private state: GuardState | undefined
  private isBehind = false
  private writing: Promise<unknown> = Promise.resolve()

  constructor(file: Guard) {
    this.file = file
  }

  /** From the file at first; later this process knows more than it. @throws SealingError GUARD_MALFORMED */
  async read(): Promise<GuardState> {
    this.state ??= await this.file.read()
    return this.state
  }

  /** The record signed last whose place is not known to be taken. */
  get attempt(): BatchRecord | undefined {
    return attemptOf(this.state ?? NOTHING)
  }

  /** Its JCS text. */
  get attemptText(): string | null {
    return this.state?.attempt ?? null
  }

  /**
   * Durable when it resolves: if we crash now, the next start appends these very bytes. What could not
   * be written is no attempt: the next try signs anew.
   */
  async sign(attempt: string): Promise<void> {
    this.state = { ...(this.state ?? NOTHING), attempt }
    try {
      await this.flush()
    } catch (error) {
      this.state = { ...this.state, attempt: null }
      throw error
    }
  }

  /**
   * A batch has its place for good. Ours stands in the file already, as the attempt.
   * @returns whether it is the one signed last here
   */
  confirm({ record }: SealedBatch): boolean {
    const { attempt } = this
    const isOurs = attempt?.note === record.note
    const isSettled = attempt === undefined || attempt.batch <= record.batch
    const isKnown = this.state?.acknowledged === record.note
    this.state = { acknowledged: record.note, attempt: isSettled ? null : this.attemptText }
    // What fails now is written with the next.
    if (!isOurs && !(isKnown && attempt === undefined)) this.flush().catch(() => undefined)
    return isOurs
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.writing
  }

  private flush(): Promise<void> {
    this.isBehind = true
    const written = this.writing.then(() => this.write())
    this.writing = written.catch(() => undefined)
    return written
  }

  private async write(): Promise<void> {
    if (!this.isBehind || this.state === undefined) return
    this.isBehind = false
    try {
      await this.file.write(this.state)
    } catch (error) {
      this.isBehind = true
      throw error
    }
  }
}
