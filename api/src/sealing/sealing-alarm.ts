import type { Clock } from '../config/clock.js'
import { sealingStopped, SealingError, type LedgerAlarm } from './sealing-error.js'

/** Why nothing is sealed: until a next try succeeds, or for good, until people have looked. */
export class SealingAlarm {
  private readonly clock: Clock
  private told: LedgerAlarm | undefined
  private isForGood = false

  constructor(clock: Clock) {
    this.clock = clock
  }

  get current(): LedgerAlarm | undefined {
    return this.told
  }

  get isFinal(): boolean {
    return this.isForGood
  }

  /** The ledger is not whole. */
  refuse(error: SealingError): void {
    this.isForGood = true
    this.raise(error)
  }

  /** A try failed. @returns whether another may succeed */
  failed(error: unknown): boolean {
    if (error instanceof SealingError && error.code !== 'CLOCK_WENT_BACK') {
      this.refuse(error)
      return false
    }
    this.raise(error instanceof SealingError ? error : sealingStopped(error))
    return true
  }

  /** A try succeeded. */
  clear(): void {
    if (!this.isForGood) this.told = undefined
  }

  /** @throws SealingError when it is for good */
  assertNotFinal(): void {
    if (this.isForGood && this.told !== undefined) {
      throw new SealingError(this.told.code, this.told.message)
    }
  }

  private raise({ code, message }: SealingError): void {
    if (this.told?.code === code) return
    this.told = { code, message, since: new Date(this.clock.now()).toISOString() }
  }
}
