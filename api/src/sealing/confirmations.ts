/** Why a batch is not going to be read back. */
interface Failure {
  readonly error: unknown
}

interface Waiter {
  readonly batch: number
  readonly resolve: (failure: Failure | undefined) => void
}

/** Who waits for a batch to be read back. */
export class Confirmations {
  private readonly waiters = new Set<Waiter>()

  /**
   * Resolves when a batch of this number, or a later one, was read back, or somebody is to look again; with
   * the reason when it is not going to be.
   */
  of(batch: number): Promise<Failure | undefined> {
    return new Promise((resolve) => {
      this.waiters.add({ batch, resolve })
    })
  }

  reached(batch: number): void {
    for (const waiter of this.waiters) if (waiter.batch <= batch) this.release(waiter)
  }

  /** What is waited for may never come: whoever waits looks again, or is told why. */
  releaseAll(failure?: Failure): void {
    for (const waiter of this.waiters) this.release(waiter, failure)
  }

  private release(waiter: Waiter, failure?: Failure): void {
    this.waiters.delete(waiter)
    waiter.resolve(failure)
  }
}
