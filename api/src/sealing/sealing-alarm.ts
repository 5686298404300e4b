import { BehaviorSubject, type Observable } from 'rxjs'
import type { Clock } from '../config/clock.js'
import { wantsPerson } from '../event-store/store-error.js'
import { sealingStopped, SealingError, type LedgerAlarm } from './sealing-error.js'

/** Why nothing is sealed: until a next try succeeds, or for good, until people have looked. */
export class SealingAlarm {
  private readonly clock: Clock
  private readonly told = new BehaviorSubject<LedgerAlarm | undefined>(undefined)
  private isForGood = false

  constructor(clock: Clock) {
    this.clock = clock
  }

  get current(): LedgerAlarm | undefined {
    return this.told.value
  }

  /** The same, again whenever it is found. */
  get current$(): Observable<LedgerAlarm | undefined> {
    return this.told.asObservable()
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
    if (!this.isForGood) this.told.next(undefined)
  }

  /** @throws SealingError when it is for good */
  assertNotFinal(): void {
    if (this.isForGood && this.current !== undefined) {
      throw new SealingError(this.current.code, this.current.message)
    }
  }

  /** What passes by itself is told once, and gives way to what a person has to mend. */
  private raise({ code, message, cause }: SealingError): void {
    const { current } = this
    const isTold = current?.code === code
    if (isTold && (!wantsPerson(cause) || current.message === message)) return
    const since = isTold ? current.since : new Date(this.clock.now()).toISOString()
    this.told.next({ code, message, since })
  }
}
