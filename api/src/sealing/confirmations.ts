interface Waiter {
  readonly batch: number
  readonly resolve: () => void
}

/** Who waits for a batch to be read back. */
export class Confirmations {
  private readonly waiters = new Set<Waiter>()

  /** Resolves when a batch of this number, or a later one, was read back, or nobody is going to. */
  of(batch: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiters.add({ batch, resolve })
    })
  }

  reached(batch: number): void {
    for (const waiter of this.waiters) if (waiter.batch <= batch) this.release(waiter)
  }

  /** What is waited for may never come: whoever waits looks again. */
  releaseAll(): void {
    for (const waiter of this.waiters) this.release(waiter)
  }

  private release(waiter: Waiter): void {
    this.waiters.delete(waiter)
    waiter.resolve()
  }
}
