import type { SignatureCheck } from '../crypto/crypto.ts'
import type { SignatureVerifier } from './signature-verifier.ts'

const BATCH = 256

/** Collects signatures, verifies them in batches and tells which were invalid, in no fixed order. */
export class SignatureQueue {
  private readonly verifier: SignatureVerifier
  private readonly width: number
  private checks: SignatureCheck[] = []
  private invalid: (() => void)[] = []
  private readonly running = new Set<Promise<void>>()

  constructor(verifier: SignatureVerifier) {
    this.verifier = verifier
    this.width = verifier.width ?? 1
  }

  add(check: SignatureCheck, onInvalid: () => void): void {
    this.checks.push(check)
    this.invalid.push(onInvalid)
    if (this.checks.length >= BATCH) this.flush()
  }

  /** Resolves when there is room for more. */
  async room(): Promise<void> {
    while (this.running.size >= this.width) await Promise.race(this.running)
  }

  /** Resolves when everything added was verified. */
  async drain(): Promise<void> {
    this.flush()
    await Promise.all(this.running)
  }

  private flush(): void {
    if (this.checks.length === 0) return
    const run = this.run(this.checks, this.invalid)
    this.checks = []
    this.invalid = []
    this.running.add(run)
    // Whoever awaits `room` or `drain` gets the failure; here only the place is given free.
    const free = () => this.running.delete(run)
    run.then(free, () => undefined)
  }

  private async run(
    checks: readonly SignatureCheck[],
    invalid: readonly (() => void)[],
  ): Promise<void> {
    const results = await this.verifier.verifySignatures(checks)
    invalid.forEach((tell, i) => {
      if (results[i] !== true) tell()
    })
  }
}
