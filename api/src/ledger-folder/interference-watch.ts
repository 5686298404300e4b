import type { Observable, Subscription } from 'rxjs'
import type { Interference } from '../event-store/interference.js'
import type { InterferenceLog } from './interference-log.js'

/** What others do to the store: told once each, kept while it stands, handed to who records it. */
export class InterferenceWatch {
  current: readonly Interference[] = []
  private log: InterferenceLog | undefined
  private readonly watching: Subscription

  /** @param tell of what is no threat by itself */
  constructor(
    interference$: Observable<readonly Interference[]>,
    tell: ((message: string) => void) | undefined,
  ) {
    this.watching = interference$.subscribe((found) => {
      this.log?.take(found)
      const known = new Set(this.current.map(({ at }) => at))
      this.current = found
      for (const { isThreat, at, message } of found) {
        if (!isThreat && !known.has(at)) tell?.(message)
      }
    })
  }

  /** From now on it is recorded there, what stands first. */
  note(log: InterferenceLog): void {
    this.log = log
    log.take(this.current)
  }

  /** Resolves when what was found is recorded. */
  async stop(): Promise<void> {
    this.watching.unsubscribe()
    await this.log?.settled()
  }
}
